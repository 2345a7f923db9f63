"""The door: decide, act, record."""
