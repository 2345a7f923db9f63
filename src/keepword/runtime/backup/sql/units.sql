-- Units of which nothing is left.
DELETE FROM vault.unit u
WHERE NOT EXISTS (SELECT FROM vault.item i WHERE i.subject = u.subject AND i.unit = u.unit)
