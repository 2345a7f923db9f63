-- What a restored backup obeys before it opens. The first erasure's time stays.
INSERT INTO keystore.erased_unit (subject, unit, erased_at)
SELECT g.subject, g.unit, %(now)s
FROM unnest(%(subjects)b::uuid[], %(units)b::uuid[]) AS g (subject, unit)
ON CONFLICT DO NOTHING
