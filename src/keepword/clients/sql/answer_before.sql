-- The answer that a call with this key got.
SELECT fingerprint, status, answer
FROM clients.answered
WHERE account = %(account)s AND key = %(key)s AND answered_at > %(since)s
