-- Requests, the newest first: one, or all.
SELECT erasure, kind, name, people, asked_by, asked_at, asked_in, needs, not_before, stopped_by,
    stopped_at, stopped_in, begun_at, gone_through, erased, units, kept, entries, finished_at,
    finished_in
FROM safeguards.mass_erasure
WHERE %(erasure)s::uuid IS NULL OR erasure = %(erasure)s
ORDER BY asked_at DESC, erasure
LIMIT %(most)s
