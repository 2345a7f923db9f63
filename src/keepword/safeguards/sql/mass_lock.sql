-- Two who approve, stop or carry out the same request take turns.
SELECT FROM safeguards.mass_erasure WHERE erasure = %(erasure)s FOR UPDATE
