SELECT 1 FROM keystore.destroyed_page WHERE page = %(page)s
