-- Mail lies under the key of the day it was queued on (YYYYMMDD, UTC), which ends with it; null: of
-- before there were such keys.
ALTER TABLE mail.outbox ADD COLUMN day integer;
