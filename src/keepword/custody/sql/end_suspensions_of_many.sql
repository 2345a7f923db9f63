-- Suspensions of people of whom nothing is held any more end, for restores too.
WITH gone AS (
    DELETE FROM custody.suspension p
    WHERE p.subject = ANY(%(subjects)b::uuid[])
      AND NOT EXISTS (SELECT FROM vault.unit u WHERE u.subject = p.subject)
)
UPDATE keystore.suspension k SET stands = false, said_at = %(now)s
WHERE k.subject = ANY(%(subjects)b::uuid[]) AND k.stands
  AND NOT EXISTS (SELECT FROM vault.unit u WHERE u.subject = k.subject)
