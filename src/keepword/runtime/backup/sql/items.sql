DELETE FROM vault.item i
USING going g
WHERE i.subject = g.subject AND i.record = g.record AND i.item = g.item
