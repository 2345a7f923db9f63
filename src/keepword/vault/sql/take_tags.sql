-- Tags of one generation of an index, off the table.
DELETE FROM keystore.blind_index b
WHERE b.ctid = ANY(ARRAY(
    SELECT ctid FROM keystore.blind_index
    WHERE index = %(index)s AND generation = %(generation)s
    LIMIT %(most)s
))
RETURNING b.subject, b.tag, b.record, b.item, b.unit
