-- A rotation begins. Of two that begin one of a kind at once, one fails.
INSERT INTO keystore.rotation (kind, begun_at, position, total)
VALUES (%(kind)s, %(now)s, '00000000-0000-0000-0000-000000000000', %(total)s)
