-- What this database sets for whoever connects, whatever their role.
SELECT substring(setting FROM '^search_path=(.*)$')
FROM pg_db_role_setting
JOIN pg_database d ON d.oid = setdatabase
CROSS JOIN LATERAL unnest(setconfig) AS setting
WHERE d.datname = current_database() AND setrole = 0 AND setting LIKE 'search_path=%'
