-- Who holds a value, under any of these generations' tags, and the newest generation there is: who
-- asked under older ones only must ask again. At least one row; without a person where nobody does.
SELECT newest.generation, found.subject
FROM (
    SELECT COALESCE(max(generation), 0) AS generation
    FROM keystore.index_generation WHERE index = %(index)s
) AS newest
LEFT JOIN (
    SELECT b.subject
    FROM unnest(%(generations)s::integer[], %(tags)s::bytea[]) AS t (generation, tag)
    JOIN keystore.blind_index b
        ON b.index = %(index)s AND b.generation = t.generation AND b.tag = t.tag
) AS found ON true
