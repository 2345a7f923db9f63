-- The newest word on whether a person has a purpose suspended, and when it was said: what a restored
-- backup obeys, as it obeys erasures and withdrawals (PIPA 37). In the key store, which no backup of
-- the data brings back to an older day.
CREATE TABLE keystore.suspension (
    subject uuid NOT NULL,
    purpose text NOT NULL,
    stands boolean NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (subject, purpose)
);
INSERT INTO keystore.suspension (subject, purpose, stands, said_at)
SELECT subject, purpose, true, since FROM custody.suspension;
