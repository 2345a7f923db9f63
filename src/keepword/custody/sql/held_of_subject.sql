-- One person's values of these items, each with the point that brought it in.
SELECT i.record, r.point, i.item, i.unit, i.generation, i.sealed
FROM vault.item i
JOIN vault.record r ON r.subject = i.subject AND r.record = i.record
WHERE i.subject = %(subject)s AND i.item = ANY(%(items)s::text[])
ORDER BY i.record, i.item
