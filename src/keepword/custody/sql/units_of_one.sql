-- A person's units with their items, and nobody else changes them until the transaction ends: who
-- preserves one of them at this moment comes before us and is heeded, or finds it gone. In the order
-- of their keys, as everybody who locks units.
WITH locked AS MATERIALIZED (
    SELECT * FROM vault.unit WHERE subject = %(subject)s ORDER BY unit FOR UPDATE
)
SELECT u.unit, u.record, r.point, u.rule, u.due, u.held_until, array_agg(i.item ORDER BY i.item)
FROM locked u
JOIN vault.record r ON r.subject = u.subject AND r.record = u.record
JOIN vault.item i ON i.subject = u.subject AND i.unit = u.unit
GROUP BY u.unit, u.record, r.point, u.rule, u.due, u.held_until
ORDER BY u.unit
