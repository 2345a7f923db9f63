-- Months that have a partition, by the value each partition is bound to.
SELECT substring(pg_get_expr(part.relpartbound, part.oid) FROM '\d+')::integer AS month
FROM pg_inherits
JOIN pg_class AS part ON part.oid = pg_inherits.inhrelid
WHERE pg_inherits.inhparent = 'ledger.entry'::regclass
ORDER BY month
