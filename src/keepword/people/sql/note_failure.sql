UPDATE people.member SET failures = %(failures)s, locked_until = %(until)s
WHERE subject = %(subject)s
