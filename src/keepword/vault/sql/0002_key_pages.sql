-- The key tree at full strength: page blobs, root turns, generations of index keys.

-- Which provider keeps a root, and what the provider needs to give it back (useless without it).
-- `position` and `step` say how far the turn that made this root has come; the root before it is
-- destroyed at its end, and `final_at` says from when on nobody can have that one back (null where
-- nothing proves it). `entry` is the ledger's entry that says so.
ALTER TABLE keystore.root
    ADD COLUMN provider text NOT NULL DEFAULT 'file',
    ADD COLUMN handle text NOT NULL DEFAULT 'root-1.key',
    ADD COLUMN sealed bytea NOT NULL DEFAULT '',
    ADD COLUMN step text NOT NULL DEFAULT 'done',
    ADD COLUMN position uuid,
    ADD COLUMN done_at timestamptz,
    ADD COLUMN destroyed_at timestamptz,
    ADD COLUMN final_at timestamptz,
    ADD COLUMN finality text,
    ADD COLUMN entry uuid;

-- A fresh page ('data/…') that is closed takes no more keys: the turn packs what is on it.
ALTER TABLE keystore.page ADD COLUMN closed_at timestamptz;

-- Pages that were destroyed are never made again (a month of the log whose term has ended).
CREATE TABLE keystore.destroyed_page (
    page text PRIMARY KEY,
    destroyed_at timestamptz NOT NULL
);

-- All data keys of the people from `first` up to the next row's `first`: one sealed blob under a
-- page key of its own. Who erases one key gives all of the page a fresh page key at the turn.
CREATE TABLE keystore.key_page (
    first uuid PRIMARY KEY,
    root integer NOT NULL,
    wrapped bytea NOT NULL,
    sealed bytea NOT NULL,
    keys integer NOT NULL
);
-- Sealed bytes do not compress: PostgreSQL need not try.
ALTER TABLE keystore.key_page ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- The turn that took the unit's keys off their pages: final once the root before it is destroyed.
ALTER TABLE keystore.erased_unit ADD COLUMN turned integer;

-- Under which keys the tags of an index are made. `veil` names the page of the key that every turn
-- renews; a generation without one is of release 0.2 and waits for a rotation of the index's keys.
CREATE TABLE keystore.index_generation (
    index text NOT NULL,
    generation integer NOT NULL,
    digest text NOT NULL,
    veil text,
    PRIMARY KEY (index, generation)
);
