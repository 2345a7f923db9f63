-- The first root of a key store that has none. Of two first starts one wins; both read afterwards.
INSERT INTO keystore.root (generation, tenant, proof, made_at)
SELECT %(generation)s::integer, %(tenant)s::text, %(proof)s::bytea, %(now)s::timestamptz
WHERE NOT EXISTS (SELECT FROM keystore.root)
ON CONFLICT DO NOTHING
