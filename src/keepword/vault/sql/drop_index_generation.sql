-- A generation that has no tags any more, and its veil.
WITH gone AS (
    DELETE FROM keystore.index_generation
    WHERE index = %(index)s AND generation = %(generation)s
)
DELETE FROM keystore.page WHERE page = %(veil)s
