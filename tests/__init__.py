"""Tests, named by what they show."""
