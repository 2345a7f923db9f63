-- A month has no bodies any more.
UPDATE ledger.pruned SET stripped_at = %(now)s WHERE month = %(month)s
