-- What decisions about these people rest on has changed; of whom nothing is left has ended.
UPDATE vault.subject s
SET version = s.version + 1,
    ended_at = CASE WHEN EXISTS (SELECT FROM vault.unit u WHERE u.subject = s.subject)
               THEN s.ended_at ELSE COALESCE(s.ended_at, %(now)s) END
WHERE s.subject = ANY(%(subjects)b::uuid[])
