"""docs/decisions.md read act by act, as plainly as it is written."""
