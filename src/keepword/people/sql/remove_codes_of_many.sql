-- Codes on their way to people who are erased.
DELETE FROM people.code WHERE subject = ANY(%(subjects)b::uuid[])
