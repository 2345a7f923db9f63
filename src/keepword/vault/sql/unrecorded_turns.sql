-- Turns that are done and stand in no entry of the ledger.
SELECT r.generation, r.made_at,
    (SELECT count(*) FROM keystore.erased_unit e WHERE e.turned = r.generation),
    b.finality, b.final_at, r.entry
FROM keystore.root r JOIN keystore.root b ON b.generation = r.generation - 1
WHERE r.step = 'done' AND r.entry IS NULL
ORDER BY r.generation
FOR UPDATE OF r
