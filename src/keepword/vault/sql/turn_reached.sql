UPDATE keystore.root SET step = %(step)s, position = %(position)s
WHERE generation = %(generation)s
