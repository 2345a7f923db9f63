-- Whether whoever stored this object is gone (then its name is ours until the transaction ends).
-- A statement of its own: the next one's snapshot is younger than the end of any upload.
SELECT pg_try_advisory_xact_lock(hashtextextended('keepword/object/' || %(object)s::uuid, 0))
