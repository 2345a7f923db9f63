-- A page of one person's entries in one month, newest first, wherever they stand: one snapshot sees
-- an entry either in the inbox or integrated. Places are (time, id): they stay as they are when an
-- entry is integrated between two pages.
--
-- Among many people a person stands by a tag as well; `share` is where it lies between the lowest
-- and the highest that there can be (0 to 1). Tags are as good as random and in order, so that of n
-- tags this one is at n * share, give or take 4 * sqrt(n): beyond that it is once in 10^13 (Hoeffding).
-- A match that is not at a whole tag is none. Of entries about many only those are looked at
-- that can be on the page: no older than the last of a full page of the person's own.
WITH own AS MATERIALIZED (
    SELECT entry, idx, month, time_ms, commitment, sealed, tag
    FROM ledger.entry
    WHERE month = %(month)s AND tag = %(tag)s
      AND (time_ms, entry) < (%(before_ms)s, %(before_entry)s)
    ORDER BY time_ms DESC, entry DESC
    LIMIT %(limit)s
), oldest AS (
    SELECT COALESCE(min(time_ms) FILTER (WHERE place = %(limit)s), 0) AS time_ms
    FROM (SELECT time_ms, row_number() OVER (ORDER BY time_ms DESC, entry DESC) AS place FROM own)
        AS placed
), found AS (
    SELECT * FROM own
    UNION ALL
    (
        SELECT many.entry, many.idx, many.month, many.time_ms, many.commitment, many.sealed, many.tag
        FROM ledger.entry AS many
        CROSS JOIN LATERAL (
            SELECT octet_length(many.tags) / 16 AS n
        ) AS counted
        CROSS JOIN LATERAL (
            SELECT GREATEST(0, floor(n * %(share)s - 4 * sqrt(n)))::integer AS begin,
                ceil(8 * sqrt(n))::integer + 2 AS width
        ) AS slice
        CROSS JOIN LATERAL (
            SELECT position(
                %(many)s IN substring(many.tags FROM begin * 16 + 1 FOR width * 16)
            ) AS at
        ) AS matched
        WHERE many.month = %(month)s AND many.tags IS NOT NULL
          AND (many.time_ms, many.entry) < (%(before_ms)s, %(before_entry)s)
          AND many.time_ms >= (SELECT time_ms FROM oldest)
          AND at > 0 AND (at - 1) %% 16 = 0
        ORDER BY many.time_ms DESC, many.entry DESC
        LIMIT %(limit)s
    )
    UNION ALL
    SELECT entry, NULL, month, time_ms, commitment, sealed, tag
    FROM ledger.inbox
    WHERE month = %(month)s
      AND (time_ms, entry) < (%(before_ms)s, %(before_entry)s)
      AND (tag = %(tag)s OR (position(%(many)s IN tags) - 1) %% 16 = 0)
)
SELECT entry, idx, month, time_ms, commitment, sealed, tag
FROM found
ORDER BY time_ms DESC, entry DESC
LIMIT %(limit)s
