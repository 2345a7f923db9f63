-- Make a person findable, under the newest generation of the index's keys. Answers that generation:
-- where it is not the one that was written, nothing was written. No row: the index has none.
WITH newest AS (
    SELECT max(generation) AS generation FROM keystore.index_generation WHERE index = %(index)s
), written AS (
    INSERT INTO keystore.blind_index (subject, index, generation, tag, record, item, unit)
    SELECT %(subject)s::uuid, %(index)s::text, newest.generation, %(tag)s::bytea,
           %(record)s::uuid, %(item)s::text, %(unit)s::uuid
    FROM newest WHERE newest.generation = %(generation)s::integer
    ON CONFLICT (subject, index, generation, tag, record)
    DO UPDATE SET item = EXCLUDED.item, unit = EXCLUDED.unit
)
SELECT generation FROM newest WHERE generation IS NOT NULL
