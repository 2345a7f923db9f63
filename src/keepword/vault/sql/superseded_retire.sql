-- Retire some of what `superseded_before` counts, by the same rule, so that nothing in use goes.
-- Keys on fresh pages go at once, those in page blobs at the turn, which removes the rows.
WITH gone AS (
    SELECT s.subject, s.unit, s.generation
    FROM keystore.superseded s
    WHERE s.retired_at IS NULL AND s.at < %(before)s
      AND NOT EXISTS (SELECT FROM vault.item i WHERE i.subject = s.subject
                      AND i.unit = s.unit AND i.generation = s.generation)
      AND NOT EXISTS (SELECT FROM vault.blob b WHERE b.subject = s.subject
                      AND b.unit = s.unit AND b.generation = s.generation)
    ORDER BY s.at LIMIT %(most)s
), retired AS (
    UPDATE keystore.superseded s SET retired_at = %(now)s
    FROM gone
    WHERE s.subject = gone.subject AND s.unit = gone.unit AND s.generation = gone.generation
), fresh AS (
    DELETE FROM keystore.data_key k USING gone
    WHERE k.subject = gone.subject AND k.unit = gone.unit AND k.generation = gone.generation
)
SELECT count(*) FROM gone
