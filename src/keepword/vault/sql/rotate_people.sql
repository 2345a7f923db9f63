-- The next people with sealed values. Where `version` is given: with one by another scheme than the
-- one whose sealed bytes begin with it.
SELECT DISTINCT subject FROM (
    (SELECT DISTINCT i.subject FROM vault.item i
     WHERE i.subject > %(since)s
       AND (%(version)s::bytea IS NULL OR substr(i.sealed, 1, 1) <> %(version)s)
     ORDER BY i.subject LIMIT %(most)s)
    UNION ALL
    (SELECT DISTINCT b.subject FROM vault.blob b
     WHERE b.subject > %(since)s
       AND (%(version)s::bytea IS NULL OR substr(b.sealed, 1, 1) <> %(version)s)
     ORDER BY b.subject LIMIT %(most)s)
) AS found
ORDER BY subject LIMIT %(most)s
