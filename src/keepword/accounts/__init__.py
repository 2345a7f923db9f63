"""Accounts of the hospital's staff. Members never stand in this room's table."""
