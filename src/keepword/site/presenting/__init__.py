"""What pages show, computed from the policy: no HTTP here."""
