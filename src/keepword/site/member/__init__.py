"""A member's own pages."""
