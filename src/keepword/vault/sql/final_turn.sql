-- The turn that made all of these units final: the latest of theirs.
WITH units AS (
    SELECT count(*) AS known, max(e.turned) AS turned FROM keystore.erased_unit e
    WHERE e.subject = %(subject)s AND e.unit = ANY(%(units)s::uuid[]) AND e.turned IS NOT NULL
)
SELECT r.generation, r.made_at,
    (SELECT count(*) FROM keystore.erased_unit e WHERE e.turned = r.generation),
    b.finality, b.final_at, r.entry
FROM units
JOIN keystore.root r ON r.generation = units.turned
JOIN keystore.root b ON b.generation = r.generation - 1
WHERE units.known = %(count)s AND r.step = 'done' AND r.entry IS NOT NULL
