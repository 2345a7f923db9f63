-- What a password is held against.
SELECT password FROM people.member WHERE subject = %(subject)s
