-- The people of one act on many, wherever it stands.
SELECT people, tags FROM ledger.entry
WHERE month = %(month)s AND idx = %(idx)s AND entry = %(entry)s
UNION ALL
SELECT people, tags FROM ledger.inbox WHERE entry = %(entry)s
LIMIT 1
