-- One entry into the inbox. Nothing is read and nothing returned: the role that writes may be
-- allowed to insert here and no more.
INSERT INTO ledger.inbox (entry, month, time_ms, commitment, sealed, tag)
VALUES (
    %(entry)s, %(month)s, %(time_ms)s, %(commitment)s, %(sealed)s, %(tag)s
)
