"""The process tree, the embedded PostgreSQL, settings, health and the doctor."""
