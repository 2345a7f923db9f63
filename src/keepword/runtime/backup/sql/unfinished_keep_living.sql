-- The log never goes back, and neither does the separate store: the living ones stay.
SELECT format('DROP SCHEMA %I CASCADE', n.nspname), 1
FROM pg_namespace n
WHERE n.nspname IN ('ledger', 'apart')
UNION ALL
SELECT format('ALTER SCHEMA %I RENAME TO %I', 'aside_' || n, n), 2
FROM unnest(ARRAY['ledger', 'apart']) AS n
ORDER BY 2
