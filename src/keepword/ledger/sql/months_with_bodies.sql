-- Months of which there is a body, integrated or waiting: no key is asked for the others.
SELECT asked.month
FROM unnest(%(months)s::integer[]) AS asked (month)
CROSS JOIN LATERAL (
    SELECT FROM ledger.entry WHERE entry.month = asked.month AND entry.sealed <> '' LIMIT 1
) AS any_body
UNION
SELECT DISTINCT month FROM ledger.inbox
