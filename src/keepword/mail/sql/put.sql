INSERT INTO mail.outbox (mail, queued_at, due_at, until, sealed, day)
VALUES (%(mail)s, %(now)s, %(now)s, %(until)s, %(sealed)s, %(day)s)
