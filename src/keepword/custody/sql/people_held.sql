-- Those of these people of whom anything is held.
SELECT p.subject FROM unnest(%(subjects)s::uuid[]) AS p (subject)
WHERE EXISTS (SELECT FROM vault.unit u WHERE u.subject = p.subject)
