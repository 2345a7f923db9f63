"""Keyed hashes: what must be compared or counted and must not be read (P82).

HMAC-SHA256 (RFC 2104) under a key of the vault's service keys, cut to 16 bytes. Values such as
addresses and six digits have few bits; without the key, which is not in the database in clear,
they cannot be tried out.
"""

from __future__ import annotations

import hashlib
import hmac

from keepword.vault.sealing import encoded, framed

BYTES = 16


def keyed(key: bytes, domain: str, *parts: str) -> bytes:
    """The hash of `parts` for one use (`domain`); no two lists of parts share theirs."""
    message = framed(domain, *map(encoded, parts))
    return hmac.digest(key, message, hashlib.sha256)[:BYTES]
