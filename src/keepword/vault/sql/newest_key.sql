-- Of one unit: whether it was erased, its highest generation on a fresh page, and the page of data
-- keys in whose range its person is.
SELECT
    EXISTS (SELECT FROM keystore.erased_unit e
            WHERE e.subject = %(subject)s AND e.unit = %(unit)s),
    COALESCE((SELECT max(k.generation) FROM keystore.data_key k
              WHERE k.subject = %(subject)s AND k.unit = %(unit)s), 0),
    (SELECT p.first FROM keystore.key_page p
     WHERE p.first <= %(subject)s ORDER BY p.first DESC LIMIT 1)
