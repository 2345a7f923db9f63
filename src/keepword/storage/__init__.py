"""What the stores share: a cursor, and SQL that lives in files of its own."""
