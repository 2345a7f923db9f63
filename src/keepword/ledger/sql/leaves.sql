-- What the leaves from one index up to another are made of, in order; see rows.sql.
SELECT e.idx, e.time_ms, e.commitment
FROM unnest(%(months)s::integer[]) AS asked (month)
CROSS JOIN LATERAL (
    SELECT idx, time_ms, commitment FROM ledger.entry AS inner_entry
    WHERE inner_entry.month = asked.month
      AND inner_entry.idx >= %(begin)s AND inner_entry.idx < %(end)s
) AS e
ORDER BY e.idx
