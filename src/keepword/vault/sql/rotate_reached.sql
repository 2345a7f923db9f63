-- One person more is done.
UPDATE keystore.rotation
SET position = %(subject)s, done = done + 1, left_over = left_over + %(left_over)s
WHERE kind = %(kind)s AND finished_at IS NULL
