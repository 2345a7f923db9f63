-- Who an entry about many people concerns, sealed. No row where it concerns one person or nobody.
SELECT month, time_ms, people
FROM ledger.entry WHERE entry = %(entry)s AND people IS NOT NULL
UNION ALL
SELECT month, time_ms, people
FROM ledger.inbox WHERE entry = %(entry)s AND people IS NOT NULL
LIMIT 1
