-- Every index that has tags or keys.
SELECT index FROM keystore.index_generation
UNION
SELECT index FROM keystore.blind_index
ORDER BY index
