-- A wrapped data key, never for a unit that was erased (P66), and only on a page that no turn has
-- closed. A unit's first key is made where the unit itself was made in this very transaction and is
-- empty, or
-- `certain` says that no page of data keys has one: a second first key would lock out the first.
-- Answers whether it was made, whether the page is open, whether the unit was erased, and whether
-- it was certain that there is no such key on a page.
WITH page AS (
    SELECT page FROM keystore.page WHERE page = %(page)s AND closed_at IS NULL
), erased AS (
    SELECT 1 FROM keystore.erased_unit e WHERE e.subject = %(subject)s AND e.unit = %(unit)s
), newer AS (
    -- What comes before it was superseded once: a newer key is there, if only in a page blob.
    SELECT 1 FROM keystore.superseded s
    WHERE s.subject = %(subject)s AND s.unit = %(unit)s AND s.generation >= %(generation)s - 1
), certain AS (
    SELECT 1 WHERE %(certain)s
    UNION ALL
    SELECT 1 FROM vault.unit u
    WHERE u.subject = %(subject)s AND u.unit = %(unit)s AND u.xmin = pg_current_xact_id()::xid
      AND NOT EXISTS (
          SELECT FROM vault.item i WHERE i.subject = %(subject)s AND i.unit = %(unit)s
      )
), made AS (
    INSERT INTO keystore.data_key (subject, unit, generation, page, wrapped)
    SELECT %(subject)s::uuid, %(unit)s::uuid, %(generation)s::integer, page.page,
           %(wrapped)s::bytea
    FROM page
    WHERE NOT EXISTS (SELECT FROM erased) AND NOT EXISTS (SELECT FROM newer)
      AND EXISTS (SELECT FROM certain)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT EXISTS (SELECT FROM made), EXISTS (SELECT FROM page), EXISTS (SELECT FROM erased),
    EXISTS (SELECT FROM certain)
