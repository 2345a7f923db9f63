-- Nobody is found by a value that is not there; its log-in id or address is free again. And nobody
-- is found by a later value than the one that came back: a unit that was sealed anew since (corrected,
-- or rotated) is indexed anew, with all that its person is found by.
DELETE FROM keystore.blind_index b
WHERE NOT EXISTS (
    SELECT FROM vault.item i
    WHERE i.subject = b.subject AND i.record = b.record AND i.item = b.item AND i.unit = b.unit
)
OR b.subject IN (
    SELECT i.subject FROM vault.item i
    JOIN key_there k ON k.subject = i.subject AND k.unit = i.unit AND k.generation > i.generation
)
