-- Sealed values of a record, in the order of their items; those that are gone are left out.
SELECT i.item, i.unit, i.generation, i.sealed
FROM unnest(%(items)s::text[]) WITH ORDINALITY AS w (item, place)
JOIN vault.item i ON i.subject = %(subject)s AND i.record = %(record)s AND i.item = w.item
ORDER BY w.place
