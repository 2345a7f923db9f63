"""Ids, secrets and tokens of clients: random, and kept only as a hash.

Each secret and token has 256 random bits, so that a plain SHA-256 cannot be tried out; a slow
hash is for what people think up.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ENTROPY_BYTES = 32
_ID_BYTES = 10


def new_client_id() -> str:
    """A client id: public, random, in letters that need no escaping anywhere."""
    return f"kw-{secrets.token_hex(_ID_BYTES)}"


def new_secret() -> str:
    """A client secret or an access token (RFC 6750, section 2.1: `b64token`)."""
    return secrets.token_urlsafe(ENTROPY_BYTES)


def digest(secret: str) -> bytes:
    """What is kept of a secret or token: 32 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def matches(secret: str, kept: bytes) -> bool:
    """Whether `kept` was made of `secret`, in a time that tells nothing."""
    return hmac.compare_digest(digest(secret), kept)
