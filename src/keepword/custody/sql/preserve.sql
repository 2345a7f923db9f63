-- Units of a point that a statute keeps for longer than until now. In the order of their keys, so
-- that two who keep the same units wait for each other and never in a circle.
WITH meant AS (
    SELECT u.subject, u.unit
    FROM vault.record r
    JOIN vault.unit u ON u.subject = r.subject AND u.record = r.record
    WHERE r.point = %(point)s AND (%(subject)s::uuid IS NULL OR r.subject = %(subject)s)
      AND (u.held_until IS NULL OR u.held_until < %(until)s)
    ORDER BY u.subject, u.unit
    FOR UPDATE OF u
)
UPDATE vault.unit u SET held_until = %(until)s
FROM meant WHERE u.subject = meant.subject AND u.unit = meant.unit
RETURNING u.subject
