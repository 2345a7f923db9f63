-- How many things somebody made in this database: schemas beside PostgreSQL's own and `public`,
-- and relations and functions in `public`.
SELECT
    (SELECT count(*) FROM pg_namespace n
     WHERE n.nspname <> 'public' AND n.nspname <> 'information_schema'
       AND n.nspname !~ '^pg_')
  + (SELECT count(*) FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace)
  + (SELECT count(*) FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace)
