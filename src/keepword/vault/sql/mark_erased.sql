-- What this turn makes final: erased or destroyed before its first step.
WITH pages AS (
    UPDATE keystore.destroyed_page SET turned = %(generation)s WHERE turned IS NULL
)
UPDATE keystore.erased_unit SET turned = %(generation)s WHERE turned IS NULL
