-- Units whose day has come and which no statute holds: the destruction run's list (P64).
SELECT u.subject, u.unit
FROM vault.unit u
WHERE u.due <= %(today)s AND (u.held_until IS NULL OR u.held_until < %(today)s)
ORDER BY u.subject, u.unit
LIMIT %(most)s
