UPDATE keystore.rotation SET finished_at = %(now)s
WHERE kind = %(kind)s AND finished_at IS NULL
