-- All generations: superseded ones would open older copies of the data.
DELETE FROM keystore.data_key
WHERE subject = %(subject)s AND unit = ANY(%(units)s::uuid[])
