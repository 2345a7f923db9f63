-- Data keys that lie on fresh pages, and whether their unit was erased: such a key is nobody's.
SELECT w.subject, w.unit, w.generation, k.page, k.wrapped, e.subject IS NOT NULL AS erased
FROM unnest(%(subjects)b::uuid[], %(units)b::uuid[], %(generations)b::integer[])
    AS w (subject, unit, generation)
LEFT JOIN keystore.data_key k
    ON k.subject = w.subject AND k.unit = w.unit AND k.generation = w.generation
LEFT JOIN keystore.erased_unit e ON e.subject = w.subject AND e.unit = w.unit
WHERE k.subject IS NOT NULL OR e.subject IS NOT NULL
