-- A new token; the ones of the same client that have expired go.
WITH gone AS (
    DELETE FROM clients.token WHERE account = %(account)s AND expires_at <= %(now)s
)
INSERT INTO clients.token (digest, account, scopes, expires_at)
VALUES (%(digest)s, %(account)s, %(scopes)s, %(expires_at)s)
