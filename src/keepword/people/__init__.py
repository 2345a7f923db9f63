"""Members: how they sign in, the codes they are sent, and what they are typing (P81).

Nothing of a member stands here but random ids, one-way hashes, keyed hashes and times.
"""
