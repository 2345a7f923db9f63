-- Units that these data do not hold, because they are younger, and whose keys are there: nothing
-- would ever destroy them. They end now: whatever copy of their values there is stays shut, for good
-- from the next root turn on.
WITH spare AS (
    SELECT DISTINCT k.subject, k.unit FROM key_there k
    WHERE NOT EXISTS (SELECT FROM vault.item i WHERE i.subject = k.subject AND i.unit = k.unit)
), fresh AS (
    DELETE FROM keystore.data_key k USING spare s
    WHERE k.subject = s.subject AND k.unit = s.unit
)
INSERT INTO keystore.erased_unit (subject, unit, erased_at)
SELECT subject, unit, %(now)s::timestamptz FROM spare
ON CONFLICT DO NOTHING
