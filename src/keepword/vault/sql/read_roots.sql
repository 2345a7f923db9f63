-- Roots, oldest first: the newest is the one in force.
SELECT generation, tenant, proof, provider, handle, sealed, destroyed_at
FROM keystore.root ORDER BY generation
