-- Every right in this database that somebody has on a thing that is not theirs: on the database, on
-- schemas, relations, columns and functions that are not PostgreSQL's own. PUBLIC is everybody.
-- What nobody has ever granted anything on has PostgreSQL's defaults. Partitions are left out:
-- nobody but the owner is ever granted anything on one. The last column: whether it is ours to
-- grant and to revoke.
WITH ours AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), acls (kind, object, part, owner, acl) AS (
    SELECT 'database', datname::text, '', datdba, COALESCE(datacl, acldefault('d', datdba))
    FROM pg_database WHERE datname = current_database()
    UNION ALL
    SELECT 'schema', nspname::text, '', nspowner, COALESCE(nspacl, acldefault('n', nspowner))
    FROM ours
    UNION ALL
    SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END,
        format('%s.%s', nspname, relname), '', relowner,
        COALESCE(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM pg_class JOIN ours ON ours.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'table', format('%s.%s', nspname, relname), attname::text, relowner, attacl
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    JOIN ours ON ours.oid = relnamespace
    WHERE attacl IS NOT NULL AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'function', format('%s.%s(%s)', nspname, proname, oidvectortypes(proargtypes)), '',
        proowner, COALESCE(proacl, acldefault('f', proowner))
    FROM pg_proc JOIN ours ON ours.oid = pronamespace
    WHERE NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e'
    )
)
SELECT
    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END::text,
    kind, object, part, a.privilege_type, pg_has_role(owner, 'USAGE')
FROM acls CROSS JOIN LATERAL aclexplode(acl) AS a
WHERE a.grantee <> owner
ORDER BY 1, 2, 3, 4, 5
