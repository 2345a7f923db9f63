DELETE FROM keystore.page WHERE page = %(page)s
