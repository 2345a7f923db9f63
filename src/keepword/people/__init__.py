"""People: members as random ids with a password; joining, signing in, leaving (P46, P69)."""
