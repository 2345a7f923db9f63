-- Those of these people of whom an item is held.
SELECT p.subject FROM unnest(%(subjects)s::uuid[]) AS p (subject)
WHERE EXISTS (SELECT FROM vault.item i WHERE i.subject = p.subject AND i.item = %(item)s)
