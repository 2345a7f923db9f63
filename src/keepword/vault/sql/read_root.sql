-- The root in force: the newest.
SELECT generation, tenant, proof FROM keystore.root ORDER BY generation DESC LIMIT 1
