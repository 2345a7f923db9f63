-- An item that is taken out of a unit which goes on: the same for its blobs.
WITH gone AS (
    DELETE FROM vault.blob
    WHERE subject = %(subject)s AND record = %(record)s AND item = %(item)s
    RETURNING object
)
INSERT INTO vault.blob_to_delete (object, since)
SELECT object, %(now)s FROM gone
ON CONFLICT DO NOTHING
