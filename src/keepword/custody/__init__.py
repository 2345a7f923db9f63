"""The door: the only way to personal data. Decide, act, record, in one transaction (P5, P87)."""
