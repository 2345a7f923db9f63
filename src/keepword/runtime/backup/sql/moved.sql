-- What decisions about these people rest on has changed.
UPDATE vault.subject s SET version = version + 1
WHERE s.subject IN (
    SELECT subject FROM going UNION SELECT subject FROM leaver
    UNION SELECT subject FROM keystore.withdrawn_consent
    UNION SELECT subject FROM keystore.suspension
)
