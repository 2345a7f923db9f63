"""Schema of the API clients."""
