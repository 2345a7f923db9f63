-- How it becomes again what it was: what came meanwhile goes, what was set aside comes back. The log
-- and the separate store may be the living ones already.
SELECT format('DROP SCHEMA %I CASCADE', n.nspname), 1
FROM pg_namespace n
WHERE pg_get_userbyid(n.nspowner) = current_user
  AND n.nspname NOT IN ('public', 'information_schema', 'keystore', 'restoring')
  AND n.nspname !~ '^(pg|aside)_'
  AND (n.nspname NOT IN ('ledger', 'apart')
       OR to_regnamespace('aside_' || n.nspname) IS NOT NULL)
UNION ALL
SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', c.relname), 2
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND pg_get_userbyid(c.relowner) = current_user
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure), 3
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) = current_user
UNION ALL
SELECT format('ALTER SCHEMA %I RENAME TO %I', n.nspname, substr(n.nspname, 7)), 4
FROM pg_namespace n
WHERE n.nspname ~ '^aside_' AND n.nspname <> 'aside_public'
UNION ALL
SELECT format('ALTER TABLE aside_public.%I SET SCHEMA public', c.relname), 5
FROM pg_class c
WHERE c.relnamespace = to_regnamespace('aside_public') AND c.relkind IN ('r', 'p')
UNION ALL
SELECT format('ALTER ROUTINE %s SET SCHEMA public', p.oid::regprocedure), 6
FROM pg_proc p
WHERE p.pronamespace = to_regnamespace('aside_public')
UNION ALL
SELECT 'DROP SCHEMA aside_public', 7
UNION ALL
SELECT 'DROP SCHEMA restoring CASCADE', 8
ORDER BY 2
