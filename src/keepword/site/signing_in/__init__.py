"""Signing in and out, passwords."""
