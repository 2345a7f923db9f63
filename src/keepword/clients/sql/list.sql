-- Every client, the oldest first.
SELECT account, client_id, name, system, scopes, tasks, made_at, revoked_at
FROM clients.client
ORDER BY made_at, client_id
