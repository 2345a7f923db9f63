-- By what the people of an entry are found: the first 8 bytes of each of their tags. Derived from the
-- tags whenever it is asked for, and stored in the index alone. Of two people who share one (once in
-- 2^64) the whole tag decides.
CREATE OR REPLACE FUNCTION ledger.marks(tags bytea) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whole bytea := tags || '';  -- in memory, so that a part of it is no look into the table
BEGIN
    RETURN ARRAY(
        SELECT ('x' || encode(substring(whole FROM at * 16 + 1 FOR 8), 'hex'))::bit(64)::bigint
        FROM generate_series(0, octet_length(tags) / 16 - 1) AS at
    );
END
$$;

-- Whether an entry is about so few people (at most 4,096) that each of them stands in the index.
CREATE OR REPLACE FUNCTION ledger.is_marked(tags bytea) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN octet_length(tags) <= 65536;
