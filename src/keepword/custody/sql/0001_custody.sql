-- What decisions about a person rest on.

CREATE SCHEMA custody;

-- A consent is an event under one version of the policy, one notice, one language, and it ends.
CREATE TABLE custody.consent (
    subject uuid NOT NULL,
    consent uuid NOT NULL,
    kind text NOT NULL,
    scope text NOT NULL,
    item text NOT NULL,
    record uuid NOT NULL,
    policy text NOT NULL,
    notice text NOT NULL,
    language text NOT NULL,
    channel text NOT NULL,
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (subject, consent)
);

-- Purposes whose processing the person had suspended (PIPA 37).
CREATE TABLE custody.suspension (
    subject uuid NOT NULL,
    purpose text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (subject, purpose)
);
