-- What a line of the table may speak of: columns of relations, and functions, partitions and
-- extensions left out.
SELECT 'table', format('%s.%s', nspname, relname), attname::text
FROM pg_class
JOIN pg_namespace n ON n.oid = relnamespace
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition
  AND nspname !~ '^pg_' AND nspname <> 'information_schema'
UNION ALL
SELECT 'function', format('%s.%s(%s)', nspname, proname, oidvectortypes(proargtypes)), ''
FROM pg_proc
JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_depend
      WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e'
  )
