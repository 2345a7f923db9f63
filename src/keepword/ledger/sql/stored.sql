-- Everything that is stored from one index up to another; see leaves.sql for the months. In no
-- order: whoever asks sorts a few thousand rows faster than the server, which would sort whole
-- bodies. A column that somebody has emptied by force is no null here.
SELECT e.idx, coalesce(e.entry::text, ''), coalesce(uuid_send(e.entry), ''), asked.month, coalesce(e.time_ms, -1),
    coalesce(e.commitment, ''), coalesce(e.sealed, ''), e.tag,
    e.people IS NOT NULL OR e.tags IS NOT NULL
FROM unnest(%(months)s::integer[]) AS asked (month)
CROSS JOIN LATERAL (
    SELECT * FROM ledger.entry AS inner_entry
    WHERE inner_entry.month = asked.month
      AND inner_entry.idx >= %(begin)s AND inner_entry.idx < %(end)s
) AS e
