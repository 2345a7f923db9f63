CREATE INDEX ON key_there (subject, unit, generation);
ANALYZE key_there
