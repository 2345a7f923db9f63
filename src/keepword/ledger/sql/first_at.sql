-- The first index of an entry at or after a time, in the months from that time's on.
SELECT min(idx) FROM ledger.entry WHERE month >= %(month)s AND time_ms >= %(time_ms)s
