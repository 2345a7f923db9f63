-- Values that must not come back, by what the key store knows: their unit was erased since, or no
-- key of their generation is left (P66), or the consent that they rested on was withdrawn (P71).
CREATE TEMP TABLE going ON COMMIT DROP AS
SELECT i.subject, i.record, i.item, i.unit
FROM vault.item i
WHERE EXISTS (
        SELECT FROM keystore.erased_unit e WHERE e.subject = i.subject AND e.unit = i.unit
    )
    OR NOT EXISTS (
        SELECT FROM keystore.data_key k
        WHERE k.subject = i.subject AND k.unit = i.unit AND k.generation = i.generation
    )
    OR EXISTS (
        SELECT FROM vault.record r
        JOIN custody.consent c ON c.subject = r.subject AND c.scope = r.point
        JOIN keystore.withdrawn_consent w ON w.subject = c.subject AND w.consent = c.consent
        WHERE r.subject = i.subject AND r.record = i.record AND c.item = i.item
          AND c.kind IN ('item', 'sensitive') AND c.withdrawn_at IS NULL
    )
