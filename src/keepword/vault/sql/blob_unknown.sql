-- Which of these objects have no row, neither of a blob nor of one to be deleted.
SELECT o.object
FROM unnest(%(objects)s::uuid[]) AS o (object)
WHERE NOT EXISTS (SELECT FROM vault.blob b WHERE b.object = o.object)
  AND NOT EXISTS (SELECT FROM vault.blob_to_delete d WHERE d.object = o.object)
