-- Generations of a unit's key that another one has just replaced. What comes back into use after a
-- restore and is replaced again counts from the later time.
INSERT INTO keystore.superseded AS s (subject, unit, generation, at)
SELECT %(subject)s::uuid, %(unit)s::uuid, generation, %(now)s::timestamptz
FROM unnest(%(generations)s::integer[]) AS generation
WHERE generation > 0
ON CONFLICT (subject, unit, generation)
DO UPDATE SET at = greatest(s.at, EXCLUDED.at)
