-- One entry about many people into the inbox; see insert.sql.
INSERT INTO ledger.inbox (entry, month, time_ms, commitment, sealed, tag, people, tags)
VALUES (
    %(entry)s, %(month)s, %(time_ms)s, %(commitment)s, %(sealed)s, %(tag)s, %(people)s, %(tags)s
)
