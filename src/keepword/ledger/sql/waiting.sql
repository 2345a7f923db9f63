-- Everything that waits in the inbox.
SELECT entry, NULL::bigint AS idx, month, time_ms, commitment, sealed, tag
FROM ledger.inbox ORDER BY time_ms, entry
