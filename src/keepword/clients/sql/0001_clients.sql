-- Systems of the hospital that call the API. Nothing here is a value of anybody's data, and no
-- secret stands in clear: secrets and tokens are 256 random bits, of which a SHA-256 is kept.

CREATE SCHEMA clients;

CREATE TABLE clients.client (
    account uuid PRIMARY KEY,           -- what entries of the ledger name as the account
    client_id text NOT NULL UNIQUE,     -- RFC 6749, section 2.2
    name text NOT NULL,
    system text NOT NULL,
    secret bytea NOT NULL CHECK (octet_length(secret) = 32),
    scopes text[] NOT NULL,
    tasks text[] NOT NULL,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE clients.token (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    account uuid NOT NULL REFERENCES clients.client (account),
    scopes text[] NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX token_expires ON clients.token (account, expires_at);

-- Calls that were answered, so that a call sent again is not done again. The key is a hash of the
-- caller's; the fingerprint is keyed outside the database, so that nobody can try out bodies.
CREATE TABLE clients.answered (
    account uuid NOT NULL,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status smallint NOT NULL,
    answer text NOT NULL,               -- ids, codes and words of the policy
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX answered_age ON clients.answered (answered_at);
