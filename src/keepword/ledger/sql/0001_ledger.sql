-- The evidence ledger. Bodies are sealed under their month's key before they arrive here.

CREATE SCHEMA ledger;

-- Written in the transaction of the act itself; the integrator empties it. No sequence, no index
-- but the id: an insert is all that happens here on the hot path.
CREATE TABLE ledger.inbox (
    entry uuid PRIMARY KEY,
    month integer NOT NULL,          -- YYYYMM in the law's country
    time_ms bigint NOT NULL CHECK (time_ms >= 0),  -- Unix time, milliseconds
    commitment bytea NOT NULL CHECK (octet_length(commitment) = 32),  -- SHA-256(nonce ‖ body)
    sealed bytea NOT NULL,           -- nonce ‖ canonical body, under the month's key
    tag bytea                        -- keyed tag of the subject, changes monthly; null: of nobody
);

-- Integrated entries; the index is the place in the Merkle tree.
CREATE TABLE ledger.entry (
    month integer NOT NULL,
    idx bigint NOT NULL,
    entry uuid NOT NULL,
    time_ms bigint NOT NULL,
    commitment bytea NOT NULL,
    sealed bytea NOT NULL,
    tag bytea,
    PRIMARY KEY (month, idx)
) PARTITION BY LIST (month);
CREATE INDEX entry_tag ON ledger.entry (tag) WHERE tag IS NOT NULL;
CREATE INDEX entry_id ON ledger.entry (entry);

-- How far the tree has grown: one row. `frontier` holds the hashes of the complete subtrees, 32 bytes
-- each, largest first.
CREATE TABLE ledger.tree (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    size bigint NOT NULL,
    frontier bytea NOT NULL
);
INSERT INTO ledger.tree (size, frontier) VALUES (0, '');
