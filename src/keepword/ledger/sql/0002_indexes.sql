-- A person's entries by time, and the entries about many people by time. Only the integrator writes
-- to these tables: while an index is built it waits, acts go on into the inbox, and readers read.
-- Not CONCURRENTLY: that does not exist for a partitioned table, and would wait for every other
-- start that waits for this one. Safe to repeat.
CREATE INDEX IF NOT EXISTS entry_of_subject
    ON ledger.entry (tag, time_ms DESC, entry DESC) WHERE tag IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_of_many
    ON ledger.entry (time_ms DESC, entry DESC) WHERE tags IS NOT NULL;
