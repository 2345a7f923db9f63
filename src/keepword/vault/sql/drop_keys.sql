-- All generations: superseded ones would open older copies of the data.
WITH notes AS (
    DELETE FROM keystore.superseded
    WHERE subject = %(subject)s AND unit = ANY(%(units)s::uuid[])
)
DELETE FROM keystore.data_key
WHERE subject = %(subject)s AND unit = ANY(%(units)s::uuid[])
