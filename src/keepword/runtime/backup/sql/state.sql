-- What a backup's manifest says of the database, and the snapshot that a dump shares with it.
-- Times are ISO 8601 in UTC, so that they compare as text.
SELECT
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    current_setting('server_version'),
    t.size,
    t.frontier,
    COALESCE(to_char(GREATEST(
        (SELECT max(erased_at) FROM keystore.erased_unit),
        (SELECT max(withdrawn_at) FROM keystore.withdrawn_consent),
        (SELECT max(said_at) FROM keystore.suspension)
    ) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), ''),
    (SELECT string_agg(app || '.' || name, ' ' ORDER BY app, name) FROM django_migrations),
    COALESCE((SELECT max(generation) FROM keystore.root), 0),
    pg_export_snapshot()
FROM ledger.tree t
