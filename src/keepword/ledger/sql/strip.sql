-- Bare leaves take the place of a month's partition (0002_ledger.sql).
SELECT ledger.strip_month(%(month)s)
