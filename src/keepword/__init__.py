"""Keepword: a hospital's privacy policy that keeps its word."""

__version__ = "0.3.0"
