"""One small module for each response header that Django does not set by itself."""
