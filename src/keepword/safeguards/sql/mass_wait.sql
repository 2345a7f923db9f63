-- The last approval begins the delay.
UPDATE safeguards.mass_erasure SET not_before = %(not_before)s WHERE erasure = %(erasure)s
