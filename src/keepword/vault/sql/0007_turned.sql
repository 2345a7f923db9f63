-- A turn asks for the units of a range that it makes final, not for all that were ever erased.
CREATE INDEX CONCURRENTLY IF NOT EXISTS erased_unit_turned
    ON keystore.erased_unit (turned, subject);
