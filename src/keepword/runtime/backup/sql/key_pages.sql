SELECT first, root, wrapped, sealed, keys FROM keystore.key_page ORDER BY first
