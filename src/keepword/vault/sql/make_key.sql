-- A wrapped data key, never for a unit that was erased (P66). No row: erased, or there already.
INSERT INTO keystore.data_key (subject, unit, generation, page, wrapped)
SELECT %(subject)s::uuid, %(unit)s::uuid, %(generation)s::integer, %(page)s::text,
       %(wrapped)s::bytea
WHERE NOT EXISTS (
    SELECT FROM keystore.erased_unit e
    WHERE e.subject = %(subject)s AND e.unit = %(unit)s
)
ON CONFLICT DO NOTHING
