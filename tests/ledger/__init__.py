"""The evidence ledger."""
