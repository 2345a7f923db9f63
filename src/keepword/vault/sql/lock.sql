-- First the key store's lock, shared: a step of a root turn has it alone. Then one at a time until
-- the transaction ends: for the keys of one person (so that no key is made that an erasure at the
-- same moment did not see), and for one value that one person only may hold.
-- A statement of its own: the next one's snapshot is younger than whatever was waited for.
SELECT pg_advisory_xact_lock_shared(%(store)s), pg_advisory_xact_lock(%(lock)s)
