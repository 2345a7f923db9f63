"""“May I?”: a question read from an address, its choices, and the answer in words."""
