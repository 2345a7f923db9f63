-- The page of data keys in whose range each of these people is.
SELECT s.subject, p.first
FROM unnest(%(subjects)b::uuid[]) AS s (subject)
CROSS JOIN LATERAL (
    SELECT first FROM keystore.key_page WHERE first <= s.subject ORDER BY first DESC LIMIT 1
) AS p
