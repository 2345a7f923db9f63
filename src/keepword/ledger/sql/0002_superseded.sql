-- The index that `entry_of_subject` took the place of.
DROP INDEX IF EXISTS ledger.entry_tag;
