-- Which of some months have entries that can be opened: integrated and not pruned, or waiting.
SELECT month
FROM unnest(%(months)s::integer[]) AS asked (month)
WHERE NOT EXISTS (
        SELECT FROM ledger.pruned WHERE pruned.month = asked.month AND stripped_at IS NOT NULL
    )
    AND (
        month = ANY(%(partitions)s::integer[])
        OR EXISTS (SELECT FROM ledger.inbox WHERE inbox.month = asked.month)
    )
ORDER BY month DESC
