-- What was replaced before a time, and by no row in use: how many keys of how many units.
SELECT count(*), count(DISTINCT (s.subject, s.unit))
FROM keystore.superseded s
WHERE s.retired_at IS NULL AND s.at < %(before)s
  AND NOT EXISTS (SELECT FROM vault.item i WHERE i.subject = s.subject
                  AND i.unit = s.unit AND i.generation = s.generation)
  AND NOT EXISTS (SELECT FROM vault.blob b WHERE b.subject = s.subject
                  AND b.unit = s.unit AND b.generation = s.generation)
