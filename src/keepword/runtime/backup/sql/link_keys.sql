-- And their public keys, so that nothing more is sealed to them: the worker makes new ones.
DELETE FROM apart.link_key k
WHERE k.destroyed_at IS NULL
  AND NOT EXISTS (SELECT FROM keystore.page p WHERE p.page = 'apart/link-' || k.month)
