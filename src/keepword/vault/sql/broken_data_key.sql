INSERT INTO keystore.broken (kind, name, root, found, found_at, wrapped)
VALUES (%(kind)s, %(name)s, %(root)s, %(turn)s, now(), %(wrapped)s)
ON CONFLICT DO NOTHING
