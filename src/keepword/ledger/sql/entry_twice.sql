-- Ids that stand more than once. No constraint spans the monthly partitions and the inbox.
SELECT entry
FROM (
    SELECT entry FROM ledger.entry UNION ALL SELECT entry FROM ledger.inbox
) AS everywhere
GROUP BY entry HAVING count(*) > 1
ORDER BY entry
