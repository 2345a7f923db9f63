DELETE FROM keystore.blind_index t
USING unnest(%(subjects)b::uuid[], %(units)b::uuid[]) AS g (subject, unit)
WHERE t.subject = g.subject AND t.unit = g.unit
