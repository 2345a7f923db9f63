DELETE FROM people.member WHERE subject = %(subject)s
