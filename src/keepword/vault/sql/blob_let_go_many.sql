-- Units that end, of one person or of many: their blobs' keys go now, their objects are noted to be
-- deleted.
WITH gone AS (
    DELETE FROM vault.blob b
    USING unnest(%(subjects)b::uuid[], %(units)b::uuid[]) AS g (subject, unit)
    WHERE b.subject = g.subject AND b.unit = g.unit
    RETURNING b.object
)
INSERT INTO vault.blob_to_delete (object, since)
SELECT object, %(now)s FROM gone
ON CONFLICT DO NOTHING
