-- Who holds a value: each person once.
SELECT DISTINCT subject FROM keystore.blind_index
WHERE index = %(index)s AND generation = %(generation)s AND tag = %(tag)s
ORDER BY subject
