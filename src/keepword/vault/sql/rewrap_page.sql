UPDATE keystore.page SET root = %(root)s, wrapped = %(wrapped)s WHERE page = %(page)s
