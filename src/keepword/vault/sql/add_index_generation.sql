-- A generation of an index's keys. What release 0.2 made has tags without a veil: it stays known as
-- the first generation, as long as there are such tags.
INSERT INTO keystore.index_generation (index, generation, digest, veil)
SELECT %(index)s::text, %(generation)s::integer, %(digest)s::text,
    CASE WHEN EXISTS (
        SELECT FROM keystore.blind_index b
        WHERE b.index = %(index)s AND b.generation = %(generation)s
    ) THEN NULL ELSE %(veil)s::text END
ON CONFLICT DO NOTHING
