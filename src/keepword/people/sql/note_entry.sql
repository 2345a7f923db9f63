UPDATE people.member SET failures = 0, locked_until = NULL, last_seen_at = %(now)s
WHERE subject = %(subject)s
