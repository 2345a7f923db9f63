-- A blob's key under another generation of its unit's key.
UPDATE vault.blob SET generation = %(generation)s, sealed = %(sealed)s
WHERE subject = %(subject)s AND blob = %(blob)s
