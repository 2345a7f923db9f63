-- What was just moved to the entries and cannot be a leaf.
SELECT entry FROM ledger.entry
WHERE idx >= %(size)s AND (time_ms < 0 OR octet_length(commitment) <> 32)
ORDER BY idx LIMIT 1
