-- How many of them nobody erased or withdrew: their key is not among these keys.
SELECT count(*) FROM going WHERE NOT erased AND NOT withdrawn
