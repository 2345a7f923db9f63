-- Months that were announced before, stripped or not.
SELECT month, first, last, entries FROM ledger.pruned ORDER BY month
