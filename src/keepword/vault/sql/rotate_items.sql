-- The items of one unit, locked until the transaction ends: whoever re-seals a unit does so alone.
SELECT record, item, generation, sealed
FROM vault.item
WHERE subject = %(subject)s AND unit = %(unit)s
ORDER BY record, item
FOR UPDATE
