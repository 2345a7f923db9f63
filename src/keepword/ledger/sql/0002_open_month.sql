-- A month's partition of the ledger, made on behalf of the integrator, which owns no table: a role
-- that could make one here could also drop or change others (runtime.dbroles).
CREATE OR REPLACE FUNCTION ledger.open_month(month integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    partition text := format('ledger.%I', 'entry_' || month);
BEGIN
    IF month NOT BETWEEN 197001 AND 999912 OR month % 100 NOT BETWEEN 1 AND 12 THEN
        RAISE EXCEPTION 'no such month' USING ERRCODE = 'check_violation';
    END IF;
    -- Attached rather than made in place: attaching lets readers of the other months go on.
    EXECUTE format('CREATE TABLE %s (LIKE ledger.entry INCLUDING DEFAULTS INCLUDING STORAGE)',
                   partition);
    EXECUTE format('ALTER TABLE ledger.entry ATTACH PARTITION %s FOR VALUES IN (%s)',
                   partition, month);
END
$$;
REVOKE ALL ON FUNCTION ledger.open_month(integer) FROM PUBLIC;
