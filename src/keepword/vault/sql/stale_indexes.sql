-- Indexes whose veil goes with the old root: all that are in use, where this turn makes any erasure
-- final.
SELECT DISTINCT index FROM keystore.index_generation
WHERE EXISTS (SELECT FROM keystore.erased_unit WHERE turned = %(generation)s)
ORDER BY index
