-- The ledger keeps that they were given.
WITH suspended AS (
    DELETE FROM custody.suspension s
    WHERE s.subject = ANY(%(subjects)b::uuid[])
      AND NOT EXISTS (SELECT FROM vault.unit u WHERE u.subject = s.subject)
)
DELETE FROM custody.consent c
WHERE c.subject = ANY(%(subjects)b::uuid[])
  AND NOT EXISTS (SELECT FROM vault.unit u WHERE u.subject = c.subject)
