"""The public site in a real browser, served as it ships."""
