-- The next people who have tags under these generations.
SELECT DISTINCT t.subject
FROM unnest(%(indexes)s::text[], %(generations)s::integer[]) AS o (index, generation)
CROSS JOIN LATERAL (
    SELECT DISTINCT b.subject FROM keystore.blind_index b
    WHERE b.index = o.index AND b.generation = o.generation AND b.subject > %(since)s
    ORDER BY b.subject LIMIT %(most)s
) AS t
ORDER BY t.subject LIMIT %(most)s
