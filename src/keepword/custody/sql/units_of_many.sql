-- Units of these people with their items, and nobody else changes them until the transaction ends. In
-- the order of their keys, as everybody who locks units.
SELECT u.subject, u.unit, r.point, u.rule, u.held_until,
    ARRAY(SELECT i.item FROM vault.item i
          WHERE i.subject = u.subject AND i.record = u.record AND i.unit = u.unit ORDER BY i.item)
FROM vault.unit u
JOIN vault.record r ON r.subject = u.subject AND r.record = u.record
WHERE u.subject = ANY(%(subjects)b::uuid[])
ORDER BY u.subject, u.unit
FOR UPDATE OF u
