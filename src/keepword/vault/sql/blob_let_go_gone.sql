-- After a restore has obeyed what the key store knows: blobs of items that are not there any more.
-- The time only says in which order objects are deleted.
WITH gone AS (
    DELETE FROM vault.blob b
    WHERE NOT EXISTS (
        SELECT FROM vault.item i
        WHERE i.subject = b.subject AND i.record = b.record AND i.item = b.item
    )
    RETURNING b.object
)
INSERT INTO vault.blob_to_delete (object, since)
SELECT object, now() FROM gone
ON CONFLICT DO NOTHING
