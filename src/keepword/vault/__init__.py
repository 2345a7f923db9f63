"""The vault: items sealed one by one, one data key for each destruction unit (P66, P82)."""
