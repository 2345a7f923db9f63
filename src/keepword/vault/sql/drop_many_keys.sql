WITH notes AS (
    DELETE FROM keystore.superseded s
    USING unnest(%(subjects)b::uuid[], %(units)b::uuid[]) AS g (subject, unit)
    WHERE s.subject = g.subject AND s.unit = g.unit
)
DELETE FROM keystore.data_key t
USING unnest(%(subjects)b::uuid[], %(units)b::uuid[]) AS g (subject, unit)
WHERE t.subject = g.subject AND t.unit = g.unit
