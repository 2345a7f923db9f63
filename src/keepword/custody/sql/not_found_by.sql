-- The next people whose tags are not those of what they hold. A tag is lacking where somebody holds
-- all that an index is made of (`items[i]` is one of `of[i]`), from a point that it is made at
-- (`points[i]` is one of `indexes[i]`); and there is one too many where one of its items is not held
-- any more, or where nobody declares the index.
SELECT subject FROM (
    (SELECT DISTINCT r.subject
    FROM vault.record r
    JOIN unnest(%(indexes)s::text[], %(points)s::text[]) AS d (index, point) ON d.point = r.point
    WHERE r.subject > %(since)s
      AND NOT EXISTS (
          SELECT FROM unnest(%(of)s::text[], %(items)s::text[]) AS n (index, item)
          WHERE n.index = d.index AND NOT EXISTS (
              SELECT FROM vault.item i
              WHERE i.subject = r.subject AND i.record = r.record AND i.item = n.item
          )
      )
      AND NOT EXISTS (
          SELECT FROM keystore.blind_index b
          WHERE b.subject = r.subject AND b.record = r.record AND b.index = d.index
      )
    ORDER BY r.subject LIMIT %(most)s)
    UNION
    (SELECT DISTINCT b.subject
    FROM keystore.blind_index b
    WHERE b.subject > %(since)s
      AND (
          b.index <> ALL(%(declared)s::text[])
          OR EXISTS (
              SELECT FROM unnest(%(of)s::text[], %(items)s::text[]) AS n (index, item)
              WHERE n.index = b.index AND NOT EXISTS (
                  SELECT FROM vault.item i
                  WHERE i.subject = b.subject AND i.record = b.record AND i.item = n.item
              )
          )
      )
    ORDER BY b.subject LIMIT %(most)s)
) AS found
ORDER BY subject LIMIT %(most)s
