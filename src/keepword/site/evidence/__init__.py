"""The ledger and its proofs, for anyone."""
