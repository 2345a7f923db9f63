-- A page key, only under the root in force (a process that holds another root writes nothing), and
-- never for a page that was destroyed or that a turn found broken. Of two that want the same page one wins; both read after.
INSERT INTO keystore.page (page, root, wrapped)
SELECT %(page)s::text, r.generation, %(wrapped)s::bytea
FROM keystore.root r
WHERE r.generation = (SELECT max(generation) FROM keystore.root)
  AND r.generation = %(generation)s AND r.proof = %(proof)s
  AND NOT EXISTS (SELECT FROM keystore.destroyed_page d WHERE d.page = %(page)s)
  AND NOT EXISTS (SELECT FROM keystore.broken b WHERE b.kind = 'page' AND b.name = %(page)s)
ON CONFLICT DO NOTHING
