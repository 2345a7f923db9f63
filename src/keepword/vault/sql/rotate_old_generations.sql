-- Generations under another digest key than their index's newest: nobody writes under them now.
SELECT g.index, g.generation
FROM keystore.index_generation g
WHERE g.digest <> (
    SELECT n.digest FROM keystore.index_generation n
    WHERE n.index = g.index ORDER BY n.generation DESC LIMIT 1
)
ORDER BY g.index, g.generation
