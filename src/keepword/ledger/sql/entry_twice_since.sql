-- Ids from an index on, or waiting, that stand anywhere else as well.
SELECT fresh.entry
FROM (
    SELECT entry FROM ledger.entry WHERE idx >= %(begin)s
    UNION ALL SELECT entry FROM ledger.inbox
) AS fresh
WHERE (SELECT count(*) FROM ledger.entry WHERE entry.entry = fresh.entry)
    + (SELECT count(*) FROM ledger.inbox WHERE inbox.entry = fresh.entry) > 1
GROUP BY fresh.entry ORDER BY fresh.entry
