-- What one record of a person is found by in these indexes, under whatever keys.
DELETE FROM keystore.blind_index
WHERE subject = %(subject)s AND record = %(record)s AND index = ANY(%(indexes)s::text[])
