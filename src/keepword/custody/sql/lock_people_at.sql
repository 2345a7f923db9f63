-- Everybody with a record of a point, as `lock_people`.
SELECT FROM vault.subject s
WHERE EXISTS (SELECT FROM vault.record r WHERE r.subject = s.subject AND r.point = %(point)s)
ORDER BY s.subject
FOR UPDATE
