-- How many entries stand in each segment of 4,096 places, from one place on.
SELECT idx >> 12 AS segment, count(*), max(idx)
FROM ledger.entry WHERE idx >= %(begin)s OR idx < 0
GROUP BY 1 ORDER BY 1
