-- Tags that tell of a value which is gone: those made of several items of which one is not held any
-- more (`items[i]` is one of `indexes[i]`; a tag's own item died with its unit). And tags of indexes
-- that nobody declares, since what they were made of is not known.
DELETE FROM keystore.blind_index b
WHERE b.subject = ANY(%(subjects)s::uuid[])
  AND (
      b.index <> ALL(%(declared)s::text[])
      OR EXISTS (
          SELECT FROM unnest(%(indexes)s::text[], %(items)s::text[]) AS n (index, item)
          WHERE n.index = b.index AND NOT EXISTS (
              SELECT FROM vault.item i
              WHERE i.subject = b.subject AND i.record = b.record AND i.item = n.item
          )
      )
  )
