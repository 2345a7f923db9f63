"""The systems that call: which there are, what each may do, their tokens, and answered calls."""
