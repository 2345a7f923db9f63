-- How many entries stand before an index.
SELECT count(*) FROM ledger.entry WHERE idx >= 0 AND idx < %(begin)s
