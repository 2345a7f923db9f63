-- A person's entries by time, and the entries about many people by the people. Only the integrator writes
-- to these tables: while an index is built it waits, acts go on into the inbox, and readers read.
-- Not CONCURRENTLY: that does not exist for a partitioned table, and would wait for every other
-- start that waits for this one. Safe to repeat.
CREATE INDEX IF NOT EXISTS entry_of_subject
    ON ledger.entry (tag, time_ms DESC, entry DESC) WHERE tag IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_of_many
    ON ledger.entry USING gin (ledger.marks(tags)) WITH (fastupdate = off)
    WHERE ledger.is_marked(tags);
-- Acts on more people than that are few in a month, and looked through one by one.
CREATE INDEX IF NOT EXISTS entry_of_masses
    ON ledger.entry (time_ms DESC, entry DESC) WHERE NOT ledger.is_marked(tags);
