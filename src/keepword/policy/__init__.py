"""The policy: frozen data, its prose, decisions under it, and checks against the law. Pure."""
