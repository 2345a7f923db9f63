"""The whole house at once, as people and machines use it."""
