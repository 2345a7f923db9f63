-- Requests to erase a great many people. Random ids and public words; the reason stands in the
-- sealed body of the entry that the request is recorded in.

CREATE TABLE safeguards.mass_erasure (
    erasure uuid PRIMARY KEY,
    kind text NOT NULL,             -- 'file', 'point', 'service'
    name text NOT NULL,             -- id of the point or service
    people integer NOT NULL CHECK (people > 0),
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_in uuid NOT NULL,         -- the entry of the ledger, as in all columns of this ending
    needs integer NOT NULL,         -- approvals, 0 where it is small
    not_before timestamptz,         -- the end of the delay, once it has its approvals
    stopped_by uuid,
    stopped_at timestamptz,
    stopped_in uuid,
    begun_at timestamptz,
    gone_through integer NOT NULL DEFAULT 0,
    erased integer NOT NULL DEFAULT 0,
    units bigint NOT NULL DEFAULT 0,
    kept bigint NOT NULL DEFAULT 0,
    entries uuid[] NOT NULL DEFAULT '{}',   -- one for each chunk in which anything was erased
    finished_at timestamptz,
    finished_in uuid,
    CHECK (begun_at IS NULL OR (stopped_at IS NULL AND not_before IS NOT NULL)),
    CHECK (finished_at IS NULL OR begun_at IS NOT NULL),
    CHECK (gone_through <= people)
);
CREATE INDEX mass_erasure_open ON safeguards.mass_erasure (not_before)
    WHERE finished_at IS NULL AND stopped_at IS NULL;

-- Two different accounts: the key does not take one twice.
CREATE TABLE safeguards.mass_approval (
    erasure uuid NOT NULL,
    account uuid NOT NULL,
    approved_at timestamptz NOT NULL,
    approved_in uuid NOT NULL,
    PRIMARY KEY (erasure, account)
);

-- Who is still to be gone through. A row goes in the transaction in which its person is erased, so
-- what is left is always what is left to do; when all is done, or stopped, nobody stands here.
CREATE TABLE safeguards.mass_person (
    subject uuid NOT NULL,
    erasure uuid NOT NULL,
    PRIMARY KEY (subject, erasure)
);
CREATE INDEX mass_person_of ON safeguards.mass_person (erasure, subject);
