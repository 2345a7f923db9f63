-- Visits of which nothing is left.
DELETE FROM vault.record r
USING going g
WHERE r.subject = g.subject AND r.record = g.record
  AND NOT EXISTS (SELECT FROM vault.item i WHERE i.subject = r.subject AND i.record = r.record)
