-- What a restored backup obeys before it opens. The first erasure's time stays.
INSERT INTO keystore.erased_unit (subject, unit, erased_at)
SELECT %(subject)s::uuid, unit, %(now)s::timestamptz FROM unnest(%(units)s::uuid[]) AS unit
ON CONFLICT DO NOTHING
