-- How far a request has come.
UPDATE safeguards.mass_erasure
SET begun_at = %(begun_at)s, gone_through = %(people)s, erased = %(erased)s, units = %(units)s,
    kept = %(kept)s, entries = entries || %(entries)s::uuid[],
    finished_at = %(finished_at)s, finished_in = %(finished_in)s
WHERE erasure = %(erasure)s
