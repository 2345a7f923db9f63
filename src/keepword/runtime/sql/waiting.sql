-- How many acts wait to be integrated, and since when.
SELECT count(*), to_timestamp(min(time_ms) / 1000.0) FROM ledger.inbox
