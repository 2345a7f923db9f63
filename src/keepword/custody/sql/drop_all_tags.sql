-- All that a person is found by, but for these tags, which cannot be made anew.
DELETE FROM keystore.blind_index b
WHERE b.subject = %(subject)s
  AND (b.record, b.index) NOT IN (
      SELECT s.record, s.index
      FROM unnest(%(records)s::uuid[], %(indexes)s::text[]) AS s (record, index)
  )
