-- One entry, integrated or not yet.
SELECT entry, idx, month, time_ms, commitment, sealed, tag
FROM ledger.entry WHERE entry = %(entry)s AND sealed <> ''
UNION ALL
SELECT entry, NULL, month, time_ms, commitment, sealed, tag
FROM ledger.inbox WHERE entry = %(entry)s
LIMIT 1
