-- The blobs of a unit, locked: whoever takes them over to another key does so alone.
SELECT blob, record, item, unit, generation, object, size, sealed, stored_at
FROM vault.blob
WHERE subject = %(subject)s AND unit = %(unit)s
ORDER BY blob
FOR UPDATE
