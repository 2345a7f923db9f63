UPDATE keystore.root SET entry = %(entry)s WHERE generation = %(generation)s
