"""Mail: sealed until it is sent, and gone once it is."""
