-- The blobs of an item at a point, of the newest record that has any first. An item that is gone
-- has none, whatever rows are left.
SELECT b.blob, b.record, b.item, b.unit, b.generation, b.object, b.size, b.sealed, b.stored_at
FROM vault.record r
JOIN vault.item i ON i.subject = r.subject AND i.record = r.record
JOIN vault.blob b ON b.subject = i.subject AND b.record = i.record AND b.item = i.item
WHERE r.subject = %(subject)s AND r.point = %(point)s AND i.item = %(item)s
ORDER BY r.collected_at DESC, r.record, b.stored_at, b.blob
