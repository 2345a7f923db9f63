-- Which of these roles there are, what they may do beyond any table (one word each), and what they
-- own in this database.
SELECT r.rolname::text, r.rolcanlogin,
    array_remove(ARRAY[
        CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
        CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN r.rolreplication THEN 'REPLICATION' END,
        CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END
    ], NULL)
    || ARRAY(
        SELECT 'member of ' || g.rolname FROM pg_auth_members m
        JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1
    ),
    ARRAY(
        SELECT c.oid::regclass::text FROM pg_class c WHERE c.relowner = r.oid
        UNION ALL
        SELECT n.nspname::text FROM pg_namespace n WHERE n.nspowner = r.oid
        UNION ALL
        SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.proowner = r.oid
        UNION ALL
        SELECT d.datname::text FROM pg_database d WHERE d.datdba = r.oid
    )
FROM pg_roles r
WHERE r.rolname = ANY(%(names)s)
