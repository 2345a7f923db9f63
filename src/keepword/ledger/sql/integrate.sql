-- Move the oldest entries from the inbox to their places in the tree. The inbox is emptied, never
-- followed by "what is newer than the last one seen": a transaction that commits late would be
-- skipped by that. Whatever is there at the snapshot is taken, whenever it was begun. Rows are
-- addressed by their physical place, which one snapshot does not move; nobody changes them, and one
-- integrator at a time deletes them.
WITH taken AS (
    DELETE FROM ledger.inbox
    WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM ledger.inbox ORDER BY time_ms, entry LIMIT %(batch)s
    ))
    RETURNING *
)
INSERT INTO ledger.entry (month, idx, entry, time_ms, commitment, sealed, tag, people, tags)
SELECT month, %(size)s::bigint + row_number() OVER (ORDER BY time_ms, entry) - 1,
    entry, time_ms, commitment, sealed, tag, people, tags
FROM taken
RETURNING idx, time_ms, commitment
