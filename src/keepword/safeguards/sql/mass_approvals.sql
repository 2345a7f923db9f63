-- Approvals of requests, in the order in which they were given.
SELECT erasure, account, approved_at, approved_in FROM safeguards.mass_approval
WHERE erasure = ANY(%(erasures)s)
ORDER BY approved_at, account
