-- Generations without tags: nobody makes or asks for their tags any more.
DELETE FROM keystore.index_generation g
USING unnest(%(indexes)s::text[], %(generations)s::integer[]) AS o (index, generation)
WHERE g.index = o.index AND g.generation = o.generation
