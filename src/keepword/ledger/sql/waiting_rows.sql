-- What waits in the inbox, in the columns of stored.sql.
SELECT %(inbox)s::bigint, coalesce(entry::text, ''), coalesce(uuid_send(entry), ''), month, time_ms, commitment, sealed, tag,
    people IS NOT NULL OR tags IS NOT NULL
FROM ledger.inbox ORDER BY time_ms, entry
