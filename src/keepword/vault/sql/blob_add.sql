-- A blob whose object is durable.
INSERT INTO vault.blob
    (subject, blob, record, item, unit, generation, object, size, sealed, stored_at)
VALUES (%(subject)s, %(blob)s, %(record)s, %(item)s, %(unit)s, %(generation)s, %(object)s,
    %(size)s, %(sealed)s, %(now)s)
