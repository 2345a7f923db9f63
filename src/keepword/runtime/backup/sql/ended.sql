-- As leaving does: the person has ended, and with them every consent and suspension.
WITH ended AS (
    UPDATE vault.subject s SET ended_at = l.ended_at
    FROM leaver l WHERE s.subject = l.subject AND s.ended_at IS NULL
), consents AS (
    DELETE FROM custody.consent c USING leaver l WHERE c.subject = l.subject
)
DELETE FROM custody.suspension p USING leaver l WHERE p.subject = l.subject
