-- A page of one person's entries in one month, newest first, wherever they stand: one snapshot sees
-- an entry either in the inbox or integrated. Places are (time, id): they stay as they are when an
-- entry is integrated between two pages.
--
-- Among many people a person stands by a tag as well: in the index, or, where there are too many of
-- them, looked for where the tag must lie. `share` is where it lies between the lowest and the
-- highest that there can be (0 to 1). Tags are as good as random and in order, so that of n tags this
-- one is at n * share, give or take 4 * sqrt(n): beyond that it is once in 10^13 (Hoeffding). A match
-- that is not at a whole tag is none. Of entries about many only those are looked at that can be on
-- the page: no older than the last of a full page of the person's own.
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
        SELECT entry, idx, month, time_ms, commitment, sealed, tag
        FROM ledger.entry
        WHERE month = %(month)s AND ledger.is_marked(tags)
          AND ledger.marks(tags) @> ARRAY[%(mark)s::bigint]
          AND (time_ms, entry) < (%(before_ms)s, %(before_entry)s)
          AND time_ms >= (SELECT time_ms FROM oldest)
          AND (position(%(many)s IN tags) - 1) %% 16 = 0
        ORDER BY time_ms DESC, entry DESC
        LIMIT %(limit)s
    )
    UNION ALL
    (
        SELECT mass.entry, mass.idx, mass.month, mass.time_ms, mass.commitment, mass.sealed, mass.tag
        FROM ledger.entry AS mass
        CROSS JOIN LATERAL (
            SELECT octet_length(mass.tags) / 16 AS n
        ) AS counted
        CROSS JOIN LATERAL (
            SELECT GREATEST(0, floor(n * %(share)s - 4 * sqrt(n)))::integer AS begin,
                ceil(8 * sqrt(n))::integer + 2 AS width
        ) AS slice
        CROSS JOIN LATERAL (
            SELECT position(
                %(many)s IN substring(mass.tags FROM begin * 16 + 1 FOR width * 16)
            ) AS at
        ) AS matched
        WHERE mass.month = %(month)s AND NOT ledger.is_marked(mass.tags)
          AND (mass.time_ms, mass.entry) < (%(before_ms)s, %(before_entry)s)
          AND mass.time_ms >= (SELECT time_ms FROM oldest)
          AND at > 0 AND (at - 1) %% 16 = 0
        ORDER BY mass.time_ms DESC, mass.entry DESC
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
