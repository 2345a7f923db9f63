DELETE FROM people.code WHERE expires_at <= %(now)s
