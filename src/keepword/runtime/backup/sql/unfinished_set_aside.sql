-- How everything of ours but the key store makes room: schemas get other names, and what stands in
-- `public`, which is everybody's, moves.
SELECT 'CREATE SCHEMA aside_public', 1
UNION ALL
SELECT format('ALTER SCHEMA %I RENAME TO %I', n.nspname, 'aside_' || n.nspname), 2
FROM pg_namespace n
WHERE pg_get_userbyid(n.nspowner) = current_user
  AND n.nspname NOT IN ('public', 'information_schema', 'keystore', 'restoring')
  AND n.nspname !~ '^pg_'
UNION ALL
SELECT format('ALTER TABLE public.%I SET SCHEMA aside_public', c.relname), 3
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND pg_get_userbyid(c.relowner) = current_user
UNION ALL
SELECT format('ALTER ROUTINE %s SET SCHEMA aside_public', p.oid::regprocedure), 4
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) = current_user
ORDER BY 2
