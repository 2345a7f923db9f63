-- Months of which entries wait in the inbox.
SELECT DISTINCT month FROM ledger.inbox
