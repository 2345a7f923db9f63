SELECT root, wrapped, sealed, keys FROM keystore.key_page WHERE first = %(first)s
