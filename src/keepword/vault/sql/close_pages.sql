-- Fresh pages under an older root take no more keys. Nobody is in the middle of adding one: they
-- hold the key store's lock, which is ours now.
UPDATE keystore.page SET closed_at = %(now)s
WHERE page LIKE 'data/%%' AND closed_at IS NULL AND root < %(generation)s
