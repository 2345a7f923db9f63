-- Whether anyone was ever here: a person, an act on record, an account.
SELECT EXISTS (SELECT FROM vault.subject)
    OR EXISTS (SELECT FROM ledger.inbox)
    OR EXISTS (SELECT FROM ledger.tree WHERE size > 0)
    OR EXISTS (SELECT FROM staff)
