-- Values that must not come back, by what the key store knows: their unit was erased since (P66), or
-- the consent that they rested on was withdrawn (P71). And those that cannot: no key of theirs is
-- left (`lost`: it was retired, or made after these keys were backed up).
CREATE TEMP TABLE going ON COMMIT DROP AS
SELECT * FROM (
    SELECT i.subject, i.record, i.item, i.unit,
        EXISTS (
            SELECT FROM keystore.erased_unit e WHERE e.subject = i.subject AND e.unit = i.unit
        ) AS erased,
        EXISTS (
            SELECT FROM vault.record r
            JOIN custody.consent c ON c.subject = r.subject AND c.scope = r.point
            JOIN keystore.withdrawn_consent w ON w.subject = c.subject AND w.consent = c.consent
            WHERE r.subject = i.subject AND r.record = i.record AND c.item = i.item
              AND c.kind IN ('item', 'sensitive') AND c.withdrawn_at IS NULL
        ) AS withdrawn,
        NOT EXISTS (
            SELECT FROM key_there k
            WHERE k.subject = i.subject AND k.unit = i.unit AND k.generation = i.generation
        ) AS lost
    FROM vault.item i
) AS seen
WHERE erased OR withdrawn OR lost
