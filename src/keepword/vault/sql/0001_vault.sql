-- The vault. Two schemas: `vault` goes into data backups, `keystore` never does.
-- Every per-person table has the subject first in its primary key; no key crosses subjects.

CREATE SCHEMA keystore;
CREATE SCHEMA vault;

-- Which root wraps the pages. The root itself is not here; `proof` is HMAC(root, "keepword/root"),
-- by which a wrong root is noticed before anything is wrapped under it.
CREATE TABLE keystore.root (
    generation integer PRIMARY KEY,
    tenant text NOT NULL,
    proof bytea NOT NULL,
    made_at timestamptz NOT NULL
);

-- Page keys, wrapped under the root: 'data/…' for data keys, 'ledger/YYYYMM' for log bodies,
-- 'index/…' for blind indexes.
CREATE TABLE keystore.page (
    page text PRIMARY KEY,
    root integer NOT NULL REFERENCES keystore.root,
    wrapped bytea NOT NULL
);

-- One data key for each destruction unit and generation, wrapped under its page's key.
CREATE TABLE keystore.data_key (
    subject uuid NOT NULL,
    unit uuid NOT NULL,
    generation integer NOT NULL,
    page text NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (subject, unit, generation)
);

-- Blind index: keyed tags of low-entropy identifiers, so key-store rows (facts: vault).
CREATE TABLE keystore.blind_index (
    subject uuid NOT NULL,
    index text NOT NULL,
    generation integer NOT NULL,
    tag bytea NOT NULL,
    record uuid NOT NULL,
    item text NOT NULL,
    unit uuid NOT NULL,
    PRIMARY KEY (subject, index, generation, tag, record)
);
CREATE INDEX blind_index_tag ON keystore.blind_index (index, generation, tag);

-- What was erased and what was withdrawn: a restored backup obeys these before it opens.
CREATE TABLE keystore.erased_unit (
    subject uuid NOT NULL,
    unit uuid NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (subject, unit)
);
CREATE TABLE keystore.withdrawn_consent (
    subject uuid NOT NULL,
    consent uuid NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    PRIMARY KEY (subject, consent)
);

-- A person, as a random id. `version` moves with every change to what a decision about them rests
-- on; a read names the version it was decided under and opens nothing if it moved meanwhile.
CREATE TABLE vault.subject (
    subject uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 1,
    made_at timestamptz NOT NULL,
    ended_at timestamptz
);

-- A visit to a collection point.
CREATE TABLE vault.record (
    subject uuid NOT NULL,
    record uuid NOT NULL,
    point text NOT NULL,
    policy text NOT NULL,
    channel text NOT NULL,
    entry uuid NOT NULL,             -- the ledger entry that records this visit
    collected_at timestamptz NOT NULL,
    PRIMARY KEY (subject, record)
);

-- What must die together: (subject, retention rule, instance of its trigger).
CREATE TABLE vault.unit (
    subject uuid NOT NULL,
    unit uuid NOT NULL,
    rule text NOT NULL,
    record uuid NOT NULL,
    begun_at timestamptz NOT NULL,
    due date,
    held_until date,
    erased_at timestamptz,
    PRIMARY KEY (subject, unit)
);

-- One sealed value. `generation` is its unit's key generation.
CREATE TABLE vault.item (
    subject uuid NOT NULL,
    record uuid NOT NULL,
    item text NOT NULL,
    unit uuid NOT NULL,
    generation integer NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (subject, record, item)
);
