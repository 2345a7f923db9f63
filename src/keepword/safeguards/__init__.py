"""Safeguards: what must be looked at again. So far, emergency access and its review (P87)."""
