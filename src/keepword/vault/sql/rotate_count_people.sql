-- How many people `rotate_people` goes through.
SELECT count(DISTINCT subject) FROM (
    SELECT i.subject FROM vault.item i
    WHERE %(version)s::bytea IS NULL OR substr(i.sealed, 1, 1) <> %(version)s
    UNION ALL
    SELECT b.subject FROM vault.blob b
    WHERE %(version)s::bytea IS NULL OR substr(b.sealed, 1, 1) <> %(version)s
) AS found
