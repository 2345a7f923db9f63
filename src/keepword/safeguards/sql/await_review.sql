-- An emergency look goes before the review, in the transaction of the look itself.
INSERT INTO safeguards.review (subject, entry, entries, account, looked_at)
VALUES (%(subject)s, %(entry)s, %(entries)s, %(account)s, %(looked_at)s)
