-- One person's units with anything sealed in them (`version`: see `rotate_people`).
SELECT unit FROM (
    SELECT i.unit, i.sealed FROM vault.item i WHERE i.subject = %(subject)s
    UNION ALL
    SELECT b.unit, b.sealed FROM vault.blob b WHERE b.subject = %(subject)s
) AS found
WHERE %(version)s::bytea IS NULL OR substr(sealed, 1, 1) <> %(version)s
GROUP BY unit ORDER BY unit
