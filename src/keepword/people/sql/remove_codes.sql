DELETE FROM people.code WHERE subject = %(subject)s
