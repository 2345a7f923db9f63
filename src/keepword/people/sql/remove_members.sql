-- Log-ins of people who are erased.
DELETE FROM people.member WHERE subject = ANY(%(subjects)b::uuid[])
