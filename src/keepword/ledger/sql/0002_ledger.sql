-- Acts on many people, and what pruning leaves behind. Each statement is quick: nothing is written
-- anew. Safe to repeat.

-- One entry about many people: who they are, sealed as the body is, and their keyed tags of the
-- month in ascending order, 16 bytes each. Both null for an entry about one person or nobody.
ALTER TABLE ledger.inbox
    ADD COLUMN IF NOT EXISTS people bytea,
    ADD COLUMN IF NOT EXISTS tags bytea;
ALTER TABLE ledger.entry
    ADD COLUMN IF NOT EXISTS people bytea,
    ADD COLUMN IF NOT EXISTS tags bytea;
-- Neither compresses; and a slice of the tags is read without the rest.
ALTER TABLE ledger.inbox
    ALTER COLUMN people SET STORAGE EXTERNAL,
    ALTER COLUMN tags SET STORAGE EXTERNAL;
ALTER TABLE ledger.entry
    ALTER COLUMN people SET STORAGE EXTERNAL,
    ALTER COLUMN tags SET STORAGE EXTERNAL;

-- Months whose term has ended: announced by an entry of the log, then stripped of their bodies. Of
-- a stripped month the rows stay with what the tree is made of; `sealed` is empty, tags are null.
CREATE TABLE IF NOT EXISTS ledger.pruned (
    month integer PRIMARY KEY,
    entry uuid NOT NULL,             -- the newest entry that announces it
    first bigint NOT NULL,           -- index of its first and its last entry
    last bigint NOT NULL,
    entries bigint NOT NULL,         -- how many it has
    announced_at timestamptz NOT NULL,
    stripped_at timestamptz          -- null until bodies and key are gone
);

-- Puts a month's bare leaves in the place of its partition, on behalf of who prunes and owns no
-- table: a role that could drop a partition here could drop any (runtime.dbroles). Only a month that
-- was announced, by an entry that stands in the tree. The ids of the entries stay: they are random,
-- and say when asked that the entry was there and is pruned.
CREATE OR REPLACE FUNCTION ledger.strip_month(month integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whole text := format('ledger.%I', 'entry_' || month);
    bare text := format('ledger.%I', 'leaves_' || month);
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger.pruned AS p JOIN ledger.entry AS e ON e.entry = p.entry
        WHERE p.month = strip_month.month AND p.stripped_at IS NULL
    ) THEN
        RAISE EXCEPTION 'this month is not announced' USING ERRCODE = 'check_violation';
    END IF;
    -- With the check no row is looked at when it is attached.
    EXECUTE format('CREATE TABLE %s (LIKE ledger.entry INCLUDING ALL, CHECK (month = %s))',
                   bare, month);
    EXECUTE format('INSERT INTO %s (month, idx, entry, time_ms, commitment, sealed) '
                   'SELECT month, idx, entry, time_ms, commitment, '''' FROM %s', bare, whole);
    -- From here on everybody who reads the log waits, until the transaction ends.
    EXECUTE format('ALTER TABLE ledger.entry DETACH PARTITION %s', whole);
    EXECUTE format('ALTER TABLE ledger.entry ATTACH PARTITION %s FOR VALUES IN (%s)', bare, month);
    EXECUTE format('DROP TABLE %s', whole);
END
$$;
REVOKE ALL ON FUNCTION ledger.strip_month(integer) FROM PUBLIC;
