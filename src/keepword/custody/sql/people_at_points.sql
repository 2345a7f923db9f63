-- People with records of these points, in the order of their ids, behind one of them.
SELECT DISTINCT subject FROM vault.record
WHERE point = ANY(%(points)s) AND subject > %(after)s
ORDER BY subject LIMIT %(most)s
