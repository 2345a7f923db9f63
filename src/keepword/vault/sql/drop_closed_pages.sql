DELETE FROM keystore.page p
WHERE p.closed_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM keystore.data_key k WHERE k.page = p.page)
