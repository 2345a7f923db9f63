-- What this turn makes final: erased before its first step.
UPDATE keystore.erased_unit SET turned = %(generation)s WHERE turned IS NULL
