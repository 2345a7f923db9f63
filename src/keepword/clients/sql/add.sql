-- A new client.
INSERT INTO clients.client (account, client_id, name, system, secret, scopes, tasks, made_at)
VALUES (
    %(account)s, %(client_id)s, %(name)s, %(system)s, %(secret)s, %(scopes)s, %(tasks)s, %(now)s
)
