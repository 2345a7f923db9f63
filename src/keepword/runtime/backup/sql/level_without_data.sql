-- An empty key store stays; what the data bring themselves goes.
SELECT format('DROP SCHEMA %I CASCADE', n.nspname), 1
FROM pg_namespace n
WHERE pg_get_userbyid(n.nspowner) = current_user
  AND n.nspname NOT IN ('public', 'information_schema', 'keystore', 'restoring')
  AND n.nspname !~ '^pg_'
UNION ALL
SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', c.relname), 2
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND pg_get_userbyid(c.relowner) = current_user
ORDER BY 2
