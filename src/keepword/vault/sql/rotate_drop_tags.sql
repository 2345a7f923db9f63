-- What one item of one person was found by under these generations.
DELETE FROM keystore.blind_index b
USING unnest(%(indexes)s::text[], %(generations)s::integer[]) AS o (index, generation)
WHERE b.subject = %(subject)s AND b.index = o.index AND b.generation = o.generation
  AND b.index = %(index)s AND b.record = %(record)s AND b.item = %(item)s
