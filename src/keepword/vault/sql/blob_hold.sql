-- Ours until the transaction ends: this name of an object, which has no row yet, so that tidying
-- leaves it alone however long its upload takes.
SELECT pg_advisory_xact_lock(hashtextextended('keepword/object/' || %(object)s::uuid, 0))
