"""The outbox: every mail leaves through here, sealed until it does."""
