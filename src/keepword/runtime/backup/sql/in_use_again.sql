-- Generations of keys that values lie under again: they were replaced or retired by what came after.
UPDATE keystore.superseded s SET retired_at = NULL
WHERE s.retired_at IS NOT NULL AND EXISTS (
    SELECT FROM vault.item i
    WHERE i.subject = s.subject AND i.unit = s.unit AND i.generation = s.generation
)
