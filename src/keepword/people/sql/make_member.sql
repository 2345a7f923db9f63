-- The same member twice is one member (a double click, a retried form): the first password stays.
INSERT INTO people.member (subject, password, password_set_at, language, joined_at, last_seen_at)
VALUES (%(subject)s, %(password)s, %(now)s, %(language)s, %(now)s, %(now)s)
ON CONFLICT (subject) DO NOTHING
