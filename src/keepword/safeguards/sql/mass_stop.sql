-- Stopped: nobody is on its list any more.
WITH forgotten AS (DELETE FROM safeguards.mass_person WHERE erasure = %(erasure)s)
UPDATE safeguards.mass_erasure
SET stopped_by = %(account)s, stopped_at = %(at)s, stopped_in = %(entry)s
WHERE erasure = %(erasure)s
