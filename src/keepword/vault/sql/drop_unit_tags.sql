-- After the keys, in a statement of its own: whoever indexes holds on to the unit's key meanwhile
-- (index.sql), so by now their rows are committed and seen.
DELETE FROM keystore.blind_index
WHERE subject = %(subject)s AND unit = ANY(%(units)s::uuid[])
