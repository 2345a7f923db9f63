-- A request, with the people put on its list before.
INSERT INTO safeguards.mass_erasure
    (erasure, kind, name, people, asked_by, asked_at, asked_in, needs, not_before)
VALUES (%(erasure)s, %(kind)s, %(name)s, %(people)s, %(asked_by)s, %(asked_at)s, %(asked_in)s,
    %(needs)s, %(not_before)s)
