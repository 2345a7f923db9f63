-- Months that may be announced for pruning: where each begins and ends in the tree, how many entries
-- it has, and its newest one. A month for which anything waits in the inbox is not among them.
SELECT month, min(idx), max(idx), count(*), max(time_ms)
FROM ledger.entry
WHERE month = ANY(%(months)s)
  AND NOT EXISTS (SELECT FROM ledger.pruned WHERE pruned.month = entry.month)
  AND NOT EXISTS (SELECT FROM ledger.inbox WHERE inbox.month = entry.month)
GROUP BY month
ORDER BY month
