-- Once more from the first person on.
UPDATE keystore.rotation
SET position = '00000000-0000-0000-0000-000000000000', done = 0, left_over = 0
WHERE kind = %(kind)s AND finished_at IS NULL
