-- A month is announced, in the transaction of the entry that announces it.
INSERT INTO ledger.pruned (month, entry, first, last, entries, announced_at)
VALUES (%(month)s, %(entry)s, %(first)s, %(last)s, %(entries)s, %(now)s)
