-- Links whose last day is over, oldest first.
SELECT subject, link, month, ends_on, sealed FROM apart.link
WHERE ends_on < %(today)s
ORDER BY ends_on, subject, link LIMIT %(most)s
FOR UPDATE
