-- The entries of one person in some months, newest first, wherever they stand: one snapshot sees
-- an entry either in the inbox or integrated.
SELECT entry, idx, month, time_ms, commitment, sealed, tag
FROM ledger.entry
WHERE month = ANY(%(months)s) AND tag = ANY(%(tags)s)
UNION ALL
SELECT entry, NULL, month, time_ms, commitment, sealed, tag
FROM ledger.inbox
WHERE month = ANY(%(months)s) AND tag = ANY(%(tags)s)
ORDER BY time_ms DESC, idx DESC NULLS FIRST, entry
LIMIT %(limit)s
