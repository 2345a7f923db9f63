-- The members' side. Nothing in it can be read: random ids, one-way hashes, keyed hashes and times.

CREATE SCHEMA people;

-- How a member signs in. The log-in id is an item in the vault, found by blind index; the password
-- is an argon2id hash (P81). Sessions of an older `session_epoch` are over.
CREATE TABLE people.member (
    subject uuid PRIMARY KEY,
    password text NOT NULL,
    password_set_at timestamptz NOT NULL,
    session_epoch integer NOT NULL DEFAULT 1,
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    language text NOT NULL,
    joined_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);

-- A six-digit code on its way. `sent_to` and `digits` are keyed hashes whose key is not here.
-- A code that nobody was sent (the log-in id is nobody's) stands here like any other.
CREATE TABLE people.code (
    code uuid PRIMARY KEY,
    kind text NOT NULL,
    sent_to bytea NOT NULL,
    digits bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_for uuid,
    subject uuid
);
CREATE INDEX code_expires ON people.code (expires_at);

-- How often something was tried of late, by a keyed hash of what is counted: a source address, a
-- log-in id that is nobody's, an address that codes are sent to.
CREATE TABLE people.throttle (
    counted bytea PRIMARY KEY,
    tries integer NOT NULL,
    until timestamptz NOT NULL
);
CREATE INDEX throttle_until ON people.throttle (until);
