-- What one person is found by under these generations: index, and which item of which unit.
SELECT DISTINCT b.index, b.record, b.item, b.unit
FROM unnest(%(indexes)s::text[], %(generations)s::integer[]) AS o (index, generation)
JOIN keystore.blind_index b
    ON b.subject = %(subject)s AND b.index = o.index AND b.generation = o.generation
ORDER BY b.index, b.record, b.item
