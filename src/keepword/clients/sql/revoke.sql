-- A client ends; its tokens end with it, because they open only for a client that was not revoked.
UPDATE clients.client
SET revoked_at = %(now)s
WHERE client_id = %(client_id)s AND revoked_at IS NULL
RETURNING account
