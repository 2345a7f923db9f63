-- The newest of each of some items that are held of some people, sealed; ids as their 16 bytes.
SELECT DISTINCT ON (i.subject, i.item)
    uuid_send(i.subject), uuid_send(i.record), i.item, uuid_send(i.unit), i.generation, i.sealed
FROM vault.item i
JOIN vault.record r ON r.subject = i.subject AND r.record = i.record
WHERE i.subject = ANY(%(subjects)s) AND i.item = ANY(%(items)s)
ORDER BY i.subject, i.item, r.collected_at DESC, r.record
