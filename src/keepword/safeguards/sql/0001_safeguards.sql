-- What must be looked at again. The subject stands first in the key; nothing here is anybody's
-- datum: reasons and notes are in the sealed bodies of the entries that are named.

CREATE SCHEMA safeguards;

-- One emergency look at one person (docs/decisions.md, "use", duty `review`). `entry` is the first
-- of its entries in the ledger, `entries` are all of them: one for each collection point.
CREATE TABLE safeguards.review (
    subject uuid NOT NULL,
    entry uuid NOT NULL,
    entries uuid[] NOT NULL,
    account uuid NOT NULL,          -- who looked
    looked_at timestamptz NOT NULL,
    reviewed_at timestamptz,
    reviewed_by uuid,
    reviewed_in uuid,               -- the entry of the review; its body holds the note
    PRIMARY KEY (subject, entry),
    CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL)),
    CHECK ((reviewed_at IS NULL) = (reviewed_in IS NULL))
);
CREATE INDEX review_awaiting ON safeguards.review (looked_at) WHERE reviewed_at IS NULL;
CREATE INDEX review_done ON safeguards.review (reviewed_at) WHERE reviewed_at IS NOT NULL;
