UPDATE keystore.root
SET destroyed_at = %(now)s, final_at = %(final_at)s, finality = %(finality)s, sealed = ''
WHERE generation = %(generation)s
