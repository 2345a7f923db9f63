-- A turn that is done: how many units it made final, and what the end of the root before is worth.
SELECT r.generation,
    (SELECT count(*) FROM keystore.erased_unit e WHERE e.turned = r.generation),
    b.finality, b.final_at
FROM keystore.root r JOIN keystore.root b ON b.generation = r.generation - 1
WHERE r.generation = %(generation)s AND r.step = 'done'
