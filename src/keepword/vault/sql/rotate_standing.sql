-- The rotation of a kind that is under way; without one, the last that was finished.
SELECT begun_at, position, done, total, left_over, finished_at
FROM keystore.rotation WHERE kind = %(kind)s
ORDER BY number DESC LIMIT 1
