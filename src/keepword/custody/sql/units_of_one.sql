-- A person's units with their items, as they stand before they are judged.
SELECT u.unit, u.record, r.point, u.rule, u.due, u.held_until, array_agg(i.item ORDER BY i.item)
FROM vault.unit u
JOIN vault.record r ON r.subject = u.subject AND r.record = u.record
JOIN vault.item i ON i.subject = u.subject AND i.unit = u.unit
WHERE u.subject = %(subject)s
GROUP BY u.unit, u.record, r.point, u.rule, u.due, u.held_until
ORDER BY u.unit
