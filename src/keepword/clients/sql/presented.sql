-- A token that was presented, with its client.
SELECT c.account, c.client_id, c.name, c.system, c.scopes, c.tasks, c.made_at, c.revoked_at,
       t.scopes, t.expires_at
FROM clients.token t
JOIN clients.client c ON c.account = t.account
WHERE t.digest = %(digest)s
