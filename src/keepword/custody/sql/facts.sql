-- Everything a decision about one person at one point rests on, as one snapshot: the version it
-- holds for, consents in force, suspended purposes, and every copy of an item that is held, with its
-- days, newest first.
SELECT
    s.version,
    s.ended_at IS NOT NULL AS ended,
    COALESCE((
        SELECT json_agg(json_build_array(c.kind, c.scope, c.item))
        FROM custody.consent c
        WHERE c.subject = s.subject AND c.withdrawn_at IS NULL
    ), '[]') AS consents,
    COALESCE((
        SELECT json_agg(p.purpose) FROM custody.suspension p WHERE p.subject = s.subject
    ), '[]') AS suspended,
    COALESCE((
        SELECT json_agg(
            json_build_array(i.item, i.record, u.unit, u.due, u.held_until)
            ORDER BY r.collected_at DESC, r.record
        )
        FROM vault.record r
        JOIN vault.item i ON i.subject = r.subject AND i.record = r.record
        JOIN vault.unit u ON u.subject = i.subject AND u.unit = i.unit
        WHERE r.subject = s.subject AND r.point = %(point)s
    ), '[]') AS held
FROM vault.subject s
WHERE s.subject = %(subject)s
