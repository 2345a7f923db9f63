-- Months that are announced and not stripped yet, and whether the announcement stands in the tree.
SELECT month, EXISTS (SELECT FROM ledger.entry WHERE entry.entry = pruned.entry)
FROM ledger.pruned
WHERE stripped_at IS NULL
ORDER BY month
