"""Speed of the hot paths, measured on this machine by `make bench`."""
