-- The newest key of each unit; a unit that was erased has none.
SELECT DISTINCT ON (k.unit) k.unit, k.generation, k.page, k.wrapped
FROM keystore.data_key k
WHERE k.subject = %(subject)s AND k.unit = ANY(%(units)s::uuid[])
ORDER BY k.unit, k.generation DESC
