-- How to remove what our role made: whole schemas, and in `public`, which is everybody's, relations
-- first and then the functions that they used.
SELECT format('DROP SCHEMA %I CASCADE', n.nspname), 1
FROM pg_namespace n
WHERE pg_get_userbyid(n.nspowner) = current_user
  AND n.nspname <> 'public' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
UNION ALL
SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', c.relname), 2
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND pg_get_userbyid(c.relowner) = current_user
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure), 3
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace
  AND pg_get_userbyid(p.proowner) = current_user
ORDER BY 2
