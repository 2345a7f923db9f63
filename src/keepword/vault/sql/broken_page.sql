-- A single page key, as it is, to where no turn looks.
WITH gone AS (
    DELETE FROM keystore.page WHERE page = %(page)s RETURNING page, root, wrapped
)
INSERT INTO keystore.broken (kind, name, root, found, found_at, wrapped)
SELECT 'page', page, root, %(turn)s, now(), wrapped FROM gone
ON CONFLICT DO NOTHING
