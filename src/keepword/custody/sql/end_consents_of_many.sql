-- What a restored backup obeys: consents of people of whom nothing is held any more have ended.
INSERT INTO keystore.withdrawn_consent (subject, consent, withdrawn_at)
SELECT c.subject, c.consent, %(now)s FROM custody.consent c
WHERE c.subject = ANY(%(subjects)b::uuid[]) AND c.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT FROM vault.unit u WHERE u.subject = c.subject)
ON CONFLICT DO NOTHING
