-- Members who have left since: nobody can sign in by a log-in id that has no blind index any more.
CREATE TEMP TABLE leaver ON COMMIT DROP AS
SELECT m.subject, COALESCE(
    (SELECT max(e.erased_at) FROM keystore.erased_unit e WHERE e.subject = m.subject),
    now()
) AS ended_at
FROM people.member m
WHERE NOT EXISTS (
    SELECT FROM keystore.blind_index b WHERE b.subject = m.subject AND b.index = 'login-id'
)
