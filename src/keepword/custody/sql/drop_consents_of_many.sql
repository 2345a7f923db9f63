-- The ledger keeps that they were given.
DELETE FROM custody.consent c
WHERE c.subject = ANY(%(subjects)b::uuid[])
  AND NOT EXISTS (SELECT FROM vault.unit u WHERE u.subject = c.subject)
