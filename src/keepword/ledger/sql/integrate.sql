-- Move the oldest entries from the inbox to their places in the tree. The inbox is emptied, never
-- followed by "what is newer than the last one seen": a transaction that commits late would be
-- skipped by that. Whatever is there at the snapshot is taken, whenever it was begun.
WITH batch AS (
    SELECT entry FROM ledger.inbox ORDER BY time_ms, entry LIMIT %(batch)s
), taken AS (
    DELETE FROM ledger.inbox USING batch WHERE inbox.entry = batch.entry
    RETURNING inbox.*
)
INSERT INTO ledger.entry (month, idx, entry, time_ms, commitment, sealed, tag)
SELECT month, %(size)s::bigint + row_number() OVER (ORDER BY time_ms, entry) - 1,
    entry, time_ms, commitment, sealed, tag
FROM taken
RETURNING idx, entry, time_ms, commitment
