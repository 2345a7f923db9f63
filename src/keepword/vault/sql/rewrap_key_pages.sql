-- Pages that nothing was added to or taken from keep their keys, under another root.
UPDATE keystore.key_page p SET root = %(root)s, wrapped = n.wrapped
FROM unnest(%(firsts)b::uuid[], %(wrapped)b::bytea[]) AS n (first, wrapped)
WHERE p.first = n.first
