INSERT INTO people.code (code, kind, sent_to, digits, made_at, expires_at, subject)
VALUES (%(code)s, %(kind)s, %(sent_to)s, %(digits)s, %(now)s, %(until)s, %(subject)s)
