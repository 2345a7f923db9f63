-- Make a person findable, only while the unit has a key, which stays until this transaction ends.
INSERT INTO keystore.blind_index (subject, index, generation, tag, record, item, unit)
SELECT %(subject)s::uuid, %(index)s::text, %(generation)s::integer, %(tag)s::bytea,
       %(record)s::uuid, %(item)s::text, living.unit
FROM (
    SELECT k.unit FROM keystore.data_key k
    WHERE k.subject = %(subject)s AND k.unit = %(unit)s
    ORDER BY k.generation DESC LIMIT 1
    FOR KEY SHARE
) AS living
ON CONFLICT (subject, index, generation, tag, record)
DO UPDATE SET item = EXCLUDED.item, unit = EXCLUDED.unit
