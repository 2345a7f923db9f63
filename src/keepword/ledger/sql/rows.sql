-- Entries in the order of the tree, a chunk after a given one. The primary key starts with the
-- month, so every month is asked for its share. An index that wrongly stands in two months comes
-- twice: the order goes on by month.
SELECT e.entry, e.idx, e.month, e.time_ms, e.commitment, e.sealed, e.tag
FROM unnest(%(months)s::integer[]) AS asked (month)
CROSS JOIN LATERAL (
    SELECT * FROM ledger.entry AS inner_entry
    WHERE inner_entry.month = asked.month
      AND inner_entry.idx >= %(idx)s::bigint + (asked.month <= %(month)s::integer)::integer
    ORDER BY inner_entry.idx
    LIMIT %(limit)s
) AS e
ORDER BY e.idx, e.month
LIMIT %(limit)s
