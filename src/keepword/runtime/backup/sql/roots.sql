-- Roots that were not destroyed: one, and two while a turn is under way. Before release 0.3 none was
-- ever destroyed, and no column said so.
SELECT generation FROM keystore.root r WHERE to_jsonb(r) ->> 'destroyed_at' IS NULL
ORDER BY generation
