-- A page of data keys, as it is, to where no turn looks.
WITH gone AS (
    DELETE FROM keystore.key_page WHERE first = %(first)s RETURNING first, root, wrapped, sealed
)
INSERT INTO keystore.broken (kind, name, root, found, found_at, wrapped, sealed)
SELECT 'key-page', first::text, root, %(turn)s, now(), wrapped, sealed FROM gone
ON CONFLICT DO NOTHING
