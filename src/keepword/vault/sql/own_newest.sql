-- The highest generation of a unit's key among fresh rows, this transaction's own included.
SELECT COALESCE(max(generation), 0) FROM keystore.data_key
WHERE subject = %(subject)s AND unit = %(unit)s
