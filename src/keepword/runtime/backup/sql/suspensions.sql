-- The newest word on each suspension stands (PIPA 37), of people who are there.
WITH over AS (
    DELETE FROM custody.suspension p USING keystore.suspension k
    WHERE k.subject = p.subject AND k.purpose = p.purpose AND NOT k.stands
    RETURNING p.subject
), again AS (
    INSERT INTO custody.suspension (subject, purpose, since)
    SELECT k.subject, k.purpose, k.said_at
    FROM keystore.suspension k
    JOIN vault.subject s ON s.subject = k.subject
    WHERE k.stands AND (
        s.ended_at IS NULL
        OR EXISTS (SELECT FROM vault.record r WHERE r.subject = s.subject)
    )
    ON CONFLICT DO NOTHING
    RETURNING subject
)
SELECT subject FROM over UNION ALL SELECT subject FROM again
