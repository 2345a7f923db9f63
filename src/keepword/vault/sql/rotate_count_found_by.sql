-- How many people have tags under these generations.
SELECT count(DISTINCT b.subject)
FROM unnest(%(indexes)s::text[], %(generations)s::integer[]) AS o (index, generation)
JOIN keystore.blind_index b ON b.index = o.index AND b.generation = o.generation
