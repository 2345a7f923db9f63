-- Blobs: what the database holds of photographs, scans, recordings and footage. The bytes lie sealed
-- in the object store.

-- `object` is its name there: random, and not to be told from anybody else's. `sealed` is the blob's
-- own key and its media type, sealed under `generation` of the unit's data key: without that key no
-- copy of the object opens.
CREATE TABLE vault.blob (
    subject uuid NOT NULL,
    blob uuid NOT NULL,
    record uuid NOT NULL,
    item text NOT NULL,
    unit uuid NOT NULL,
    generation integer NOT NULL,
    object uuid NOT NULL,
    size bigint NOT NULL,
    sealed bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (subject, blob)
);
CREATE INDEX blob_object ON vault.blob (object);

-- Objects that nobody can open any more, because their unit was erased: to be deleted. Nothing here
-- leads to a person.
CREATE TABLE vault.blob_to_delete (
    object uuid PRIMARY KEY,
    since timestamptz NOT NULL
);
