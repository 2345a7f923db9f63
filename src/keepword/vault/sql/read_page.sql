SELECT root, wrapped FROM keystore.page WHERE page = %(page)s
