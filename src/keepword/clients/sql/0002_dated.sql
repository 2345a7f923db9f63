-- Keys and calls are hashed under the key of the day they were answered on (YYYYMMDD, UTC), which
-- ends with the answers; null: of before there were such keys.
ALTER TABLE clients.answered ADD COLUMN day integer;
