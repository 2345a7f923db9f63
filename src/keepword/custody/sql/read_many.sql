-- Everything of one point with what decides over it, as one snapshot: sealed values, days, whether
-- the person had this purpose suspended, and their consents where the decision rests on any.
-- Ids come as their bytes: nothing needs them as more.
SELECT uuid_send(i.subject), uuid_send(i.record), i.item, uuid_send(i.unit), i.generation, i.sealed,
    u.due, u.held_until, p.subject IS NOT NULL,
    CASE WHEN %(scopes)b::text[] <> '{}' THEN ARRAY(
        SELECT concat_ws('/', c.kind, c.scope, c.item) FROM custody.consent c
        WHERE c.subject = i.subject AND c.withdrawn_at IS NULL AND c.scope = ANY(%(scopes)b)
        ORDER BY 1
    ) END
FROM vault.record r
JOIN vault.item i ON i.subject = r.subject AND i.record = r.record
JOIN vault.unit u ON u.subject = i.subject AND u.unit = i.unit
LEFT JOIN custody.suspension p ON p.subject = r.subject AND p.purpose = %(purpose)s
WHERE r.point = %(point)s AND i.item = ANY(%(items)b)
