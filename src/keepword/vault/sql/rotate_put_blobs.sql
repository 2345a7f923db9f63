-- The own keys of a unit's blobs, sealed under the unit's next key.
UPDATE vault.blob b SET generation = %(generation)s, sealed = n.sealed
FROM unnest(%(blobs)s::uuid[], %(sealed)s::bytea[]) AS n (blob, sealed)
WHERE b.subject = %(subject)s AND b.unit = %(unit)s AND b.blob = n.blob
