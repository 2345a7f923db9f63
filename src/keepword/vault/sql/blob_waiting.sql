-- Objects to be deleted, oldest first; those that another worker is at are left to it.
SELECT object
FROM vault.blob_to_delete
ORDER BY since, object
LIMIT %(most)s
FOR UPDATE SKIP LOCKED
