"""The evidence ledger: a Merkle log of every act that holds nobody's data (P87, P88)."""
