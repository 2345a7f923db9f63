"""The API for other systems of the hospital."""
