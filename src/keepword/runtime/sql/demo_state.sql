-- What the schema `custody` says of itself; null where it says nothing, or is not there.
SELECT obj_description(to_regnamespace('custody'), 'pg_namespace')
