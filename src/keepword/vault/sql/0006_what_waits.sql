-- What waits for a turn beside erased units, and what a turn could not read.

-- The turn after which no old copy of the page opens: as of an erased unit. What was destroyed
-- before this column waits for the next turn.
ALTER TABLE keystore.destroyed_page ADD COLUMN turned integer;
CREATE INDEX destroyed_page_waiting ON keystore.destroyed_page (page) WHERE turned IS NULL;

-- Rows of keys that a turn could not open, taken out of its way as they were: `kind` is the table,
-- `name` its key there (ids and names of pages), `root` what it should lie under, `found` the turn.
CREATE TABLE keystore.broken (
    kind text NOT NULL,
    name text NOT NULL,
    root integer NOT NULL,
    found integer NOT NULL,
    found_at timestamptz NOT NULL,
    wrapped bytea NOT NULL,
    sealed bytea,
    PRIMARY KEY (kind, name, found)
);
