-- What is held of a person: never a value.
SELECT i.record, r.point, i.item, i.unit, u.rule, r.collected_at, r.channel, r.policy,
       u.due, u.held_until
FROM vault.record r
JOIN vault.item i ON i.subject = r.subject AND i.record = r.record
JOIN vault.unit u ON u.subject = i.subject AND u.unit = i.unit
WHERE r.subject = %(subject)s
ORDER BY r.collected_at, r.record, i.item
