INSERT INTO restoring.placed (path)
SELECT unnest(%(paths)s::text[]) ON CONFLICT DO NOTHING
