-- Drop answers that are too old to count; what another transaction is dropping is left to it.
DELETE FROM clients.answered a
USING (
    SELECT account, key FROM clients.answered
    WHERE answered_at <= %(since)s
    ORDER BY answered_at
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
) old
WHERE a.account = old.account AND a.key = old.key
