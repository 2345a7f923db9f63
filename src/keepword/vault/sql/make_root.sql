-- A root that the key store lies under from now on. Of two that make one at once, one wins; both
-- read afterwards.
INSERT INTO keystore.root (generation, tenant, proof, made_at, provider, handle, sealed, step)
VALUES (%(generation)s, %(tenant)s, %(proof)s, %(now)s, %(provider)s, %(handle)s, %(sealed)s,
        %(step)s)
ON CONFLICT DO NOTHING
