-- Items of one unit, sealed under its next key.
UPDATE vault.item i SET generation = %(generation)s, sealed = n.sealed
FROM unnest(%(records)s::uuid[], %(items)s::text[], %(sealed)s::bytea[]) AS n (record, item, sealed)
WHERE i.subject = %(subject)s AND i.unit = %(unit)s AND i.record = n.record AND i.item = n.item
