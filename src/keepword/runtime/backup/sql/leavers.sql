-- People who have left or ended since: members without a log-in id to sign in by, and whoever has
-- nothing left of what was there. After the values have gone.
CREATE TEMP TABLE leaver ON COMMIT DROP AS
SELECT s.subject, COALESCE(
    (SELECT max(e.erased_at) FROM keystore.erased_unit e WHERE e.subject = s.subject),
    now()
) AS ended_at
FROM (
    SELECT m.subject FROM people.member m
    WHERE NOT EXISTS (
        SELECT FROM vault.item i WHERE i.subject = m.subject AND i.item = 'login-id'
    )
    UNION
    SELECT g.subject FROM going g
    WHERE NOT EXISTS (SELECT FROM vault.item i WHERE i.subject = g.subject)
) AS s
