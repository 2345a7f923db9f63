-- How many tags are left under these generations.
SELECT count(*)
FROM unnest(%(indexes)s::text[], %(generations)s::integer[]) AS o (index, generation)
JOIN keystore.blind_index b ON b.index = o.index AND b.generation = o.generation
