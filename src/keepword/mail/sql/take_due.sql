-- One mail that is due. It stays locked until it is sent and gone: two workers never take the same.
SELECT mail, queued_at, until, tries, sealed, day FROM mail.outbox
WHERE due_at <= %(now)s
ORDER BY due_at, mail
LIMIT 1
FOR UPDATE SKIP LOCKED
