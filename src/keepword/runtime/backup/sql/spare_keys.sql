-- Keys of what these data do not hold: units that are younger than the data, and generations that a
-- later change made. The newest key of a unit is again the one that its values are sealed under.
DELETE FROM keystore.data_key k
WHERE NOT EXISTS (
    SELECT FROM vault.item i
    WHERE i.subject = k.subject AND i.unit = k.unit AND i.generation >= k.generation
)
