"""The vault: sealing, keys, finding, erasing."""
