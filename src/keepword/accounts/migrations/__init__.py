"""Schema of the staff accounts."""
