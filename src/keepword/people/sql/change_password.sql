-- Every session of an older epoch is over.
UPDATE people.member
SET password = %(password)s, password_set_at = %(now)s, session_epoch = session_epoch + 1,
    failures = 0, locked_until = NULL
WHERE subject = %(subject)s
RETURNING session_epoch
