"""What the policy does: a naive reading of the specification, and examples by chapter."""
