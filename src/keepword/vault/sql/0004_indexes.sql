-- Made beside live tables, one by one, outside any transaction. A start that was interrupted makes
-- what is missing.
CREATE INDEX CONCURRENTLY IF NOT EXISTS record_point ON vault.record (point, subject);
CREATE INDEX CONCURRENTLY IF NOT EXISTS data_key_page ON keystore.data_key (page);
CREATE INDEX CONCURRENTLY IF NOT EXISTS erased_unit_waiting
    ON keystore.erased_unit (subject) WHERE turned IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS blind_index_generation
    ON keystore.blind_index (index, generation, subject);
