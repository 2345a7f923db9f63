-- A consent that was withdrawn since authorises nothing again (P71).
UPDATE custody.consent c
SET withdrawn_at = w.withdrawn_at
FROM keystore.withdrawn_consent w
WHERE w.subject = c.subject AND w.consent = c.consent AND c.withdrawn_at IS NULL
