-- The key store in figures.
SELECT r.generation, r.provider, r.made_at, r.step,
    (SELECT max(done_at) FROM keystore.root),
    (SELECT COALESCE(sum(keys), 0)::bigint FROM keystore.key_page),
    (SELECT count(*) FROM keystore.data_key),
    (SELECT count(*) FROM keystore.key_page),
    (SELECT count(*) FROM keystore.erased_unit WHERE turned IS NULL),
    (SELECT count(*) FROM keystore.index_generation WHERE veil IS NULL),
    (SELECT count(*) FROM keystore.destroyed_page WHERE turned IS NULL),
    (SELECT count(*) FROM keystore.superseded WHERE retired_at IS NOT NULL),
    (SELECT count(*) FROM keystore.broken)
FROM keystore.root r ORDER BY r.generation DESC LIMIT 1
