"""Pages for the public, in Korean and English."""
