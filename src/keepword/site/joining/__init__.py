"""Joining as a member."""
