"""The pages for signing in and out, and for passwords."""
