-- Links of the separate store whose private key is not there: nobody can open them.
DELETE FROM apart.link l
WHERE NOT EXISTS (SELECT FROM keystore.page p WHERE p.page = 'apart/link-' || l.month)
