"""What is doubtful without being against a law: one module a subject, and their registry."""
