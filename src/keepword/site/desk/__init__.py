"""The desk: staff look people up."""
