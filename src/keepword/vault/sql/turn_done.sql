UPDATE keystore.root SET step = 'done', position = NULL, done_at = %(now)s
WHERE generation = %(generation)s
