-- What was there before goes for good, and with it the mark that a restore is under way.
SELECT format('DROP SCHEMA %I CASCADE', n.nspname), 1
FROM pg_namespace n
WHERE n.nspname ~ '^aside_' OR n.nspname = 'restoring'
ORDER BY 2
