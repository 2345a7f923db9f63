-- A client by its id, whether or not it was revoked.
SELECT account, client_id, name, system, scopes, tasks, made_at, revoked_at, secret
FROM clients.client
WHERE client_id = %(client_id)s
