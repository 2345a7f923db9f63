INSERT INTO keystore.destroyed_page (page, destroyed_at) VALUES (%(page)s, %(now)s)
ON CONFLICT DO NOTHING
