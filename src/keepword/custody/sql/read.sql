-- A look, in one statement: select the sealed values (`items[i]` of `records[i]`, the copies that
-- may be opened) and put the look on record. Both rest on the version of the person under which it
-- was decided; if that moved, neither happens. A row without an item says that the version still
-- holds and nothing opens.
WITH current AS (
    SELECT subject FROM vault.subject
    WHERE subject = %(subject)s AND version = %(version)s
), opened AS (
    SELECT i.item, i.record, i.unit, i.generation, i.sealed
    FROM current
    CROSS JOIN unnest(%(records)s::uuid[], %(items)s::text[]) AS wanted (record, item)
    JOIN vault.item i
        ON i.subject = current.subject AND i.record = wanted.record AND i.item = wanted.item
), logged AS (
    INSERT INTO ledger.inbox (entry, month, time_ms, commitment, sealed, tag)
    SELECT %(entry)s, %(month)s, %(time_ms)s, %(commitment)s, %(body)s, %(tag)s
    FROM current
)
SELECT opened.* FROM current LEFT JOIN opened ON true
