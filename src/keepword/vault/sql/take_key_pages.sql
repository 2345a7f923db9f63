-- Page blobs of a range of people.
SELECT first, root, wrapped, sealed, keys FROM keystore.key_page
WHERE first >= %(since)s AND (%(until)s::uuid IS NULL OR first < %(until)s)
ORDER BY first
