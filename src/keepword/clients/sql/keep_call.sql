-- Keep an answer; one under the same key that is too old to count gives way.
INSERT INTO clients.answered (account, key, fingerprint, status, answer, answered_at, day)
VALUES (%(account)s, %(key)s, %(fingerprint)s, %(status)s, %(answer)s, %(now)s, %(day)s)
ON CONFLICT (account, key) DO UPDATE
SET fingerprint = excluded.fingerprint, status = excluded.status, answer = excluded.answer,
    answered_at = excluded.answered_at, day = excluded.day
