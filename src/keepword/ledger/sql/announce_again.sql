-- The newest announcement names every month that was ever pruned.
UPDATE ledger.pruned SET entry = %(entry)s
