-- Which of some months have entries waiting in the inbox.
SELECT DISTINCT month FROM ledger.inbox WHERE month = ANY(%(months)s)
