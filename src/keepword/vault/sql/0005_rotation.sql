-- Rotation of keys while the house runs, and what becomes of the keys that were in use before.

-- A rotation of data keys ('data', 'sealing') or of the keys of the indexes ('index'): everybody up
-- to `position` is done. It goes on from there, in any process, until it is finished; `left_over`
-- counts what could not be done (`done` may pass `total`: people come meanwhile).
CREATE TABLE keystore.rotation (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    begun_at timestamptz NOT NULL,
    position uuid NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    left_over bigint NOT NULL DEFAULT 0,
    finished_at timestamptz
);
CREATE UNIQUE INDEX rotation_under_way ON keystore.rotation (kind) WHERE finished_at IS NULL;

-- Generations of data keys that a newer one has replaced, and when: backups of the data from before
-- `at` need them. A generation is retired when no such backup is left; the next turn takes it off
-- its page and removes the row.
CREATE TABLE keystore.superseded (
    subject uuid NOT NULL,
    unit uuid NOT NULL,
    generation integer NOT NULL,
    at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (subject, unit, generation)
);
CREATE INDEX superseded_at ON keystore.superseded (at) WHERE retired_at IS NULL;
CREATE INDEX superseded_retired ON keystore.superseded (subject) WHERE retired_at IS NOT NULL;

-- Release 0.2 wrote no times: its superseded generations count as superseded now.
INSERT INTO keystore.superseded (subject, unit, generation, at)
SELECT k.subject, k.unit, k.generation, now()
FROM keystore.data_key k
WHERE EXISTS (
    SELECT FROM keystore.data_key n
    WHERE n.subject = k.subject AND n.unit = k.unit AND n.generation > k.generation
);
