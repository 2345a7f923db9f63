SELECT kind, name, root, found, found_at FROM keystore.broken ORDER BY found, kind, name
