-- Fresh keys of a range of people, off their closed pages, with what opens those.
DELETE FROM keystore.data_key k USING keystore.page p
WHERE p.page = k.page AND p.closed_at IS NOT NULL
  AND k.subject >= %(since)s AND (%(until)s::uuid IS NULL OR k.subject < %(until)s)
RETURNING k.subject, k.unit, k.generation, k.wrapped, p.page, p.root, p.wrapped
