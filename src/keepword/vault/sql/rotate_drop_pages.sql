-- Keys of indexes that no generation uses. In a statement of its own, after the generations went.
DELETE FROM keystore.page p
USING (SELECT DISTINCT index FROM keystore.index_generation) AS i
WHERE (starts_with(p.page, 'index/' || i.index || '/')
       OR starts_with(p.page, 'veil/' || i.index || '/'))
  AND NOT EXISTS (
      SELECT FROM keystore.index_generation g
      WHERE g.index = i.index AND p.page IN (g.digest, COALESCE(g.veil, ''))
  )
