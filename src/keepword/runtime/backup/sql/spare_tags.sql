-- Nobody is found by a value that is not there; its log-in id or address is free again.
DELETE FROM keystore.blind_index b
WHERE NOT EXISTS (
    SELECT FROM vault.item i
    WHERE i.subject = b.subject AND i.record = b.record AND i.item = b.item
)
