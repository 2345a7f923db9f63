"""Schema of the members' side."""
