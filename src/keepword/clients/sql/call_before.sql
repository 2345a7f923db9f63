-- The answer that a call with this key got, under whichever of its hashes: the newest.
SELECT key, fingerprint, status, answer
FROM clients.answered
WHERE account = %(account)s AND key = ANY(%(keys)s) AND answered_at > %(since)s
ORDER BY answered_at DESC
LIMIT 1
