-- A look, in one statement: select the sealed values and put the look on record. Both rest on the
-- version of the person under which it was decided; if that moved, neither happens. A row without
-- an item says that the version still holds and nothing is held.
WITH current AS (
    SELECT subject FROM vault.subject
    WHERE subject = %(subject)s AND version = %(version)s
), opened AS (
    SELECT DISTINCT ON (i.item) i.item, i.record, i.unit, i.generation, i.sealed
    FROM current
    JOIN vault.record r ON r.subject = current.subject AND r.point = %(point)s
    JOIN vault.item i ON i.subject = r.subject AND i.record = r.record
    WHERE i.item = ANY(%(items)s)
    ORDER BY i.item, r.collected_at DESC, r.record
), logged AS (
    INSERT INTO ledger.inbox (entry, month, time_ms, commitment, sealed, tag)
    SELECT %(entry)s, %(month)s, %(time_ms)s, %(commitment)s, %(body)s, %(tag)s
    FROM current
)
SELECT opened.* FROM current LEFT JOIN opened ON true
