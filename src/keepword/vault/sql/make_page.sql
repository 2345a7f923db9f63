-- A page key, only under the root in force: a process that holds another root writes nothing.
-- Of two processes that want the same page one wins; both read afterwards.
INSERT INTO keystore.page (page, root, wrapped)
SELECT %(page)s::text, r.generation, %(wrapped)s::bytea
FROM keystore.root r
WHERE r.generation = (SELECT max(generation) FROM keystore.root)
  AND r.generation = %(generation)s AND r.tenant = %(tenant)s AND r.proof = %(proof)s
ON CONFLICT DO NOTHING
