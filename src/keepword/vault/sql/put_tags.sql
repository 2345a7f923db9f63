-- Tags under a fresh veil. Who was indexed anew meanwhile has a younger row there: it stays.
INSERT INTO keystore.blind_index (subject, index, generation, tag, record, item, unit)
SELECT t.subject, %(index)s::text, %(generation)s::integer, t.tag, t.record, t.item, t.unit
FROM unnest(%(subjects)b::uuid[], %(tags)b::bytea[], %(records)b::uuid[], %(items)b::text[],
            %(units)b::uuid[]) AS t (subject, tag, record, item, unit)
ON CONFLICT DO NOTHING
