"""What a server keeps of a password: its SCRAM-SHA-256 verifier (RFC 5802, section 3; RFC 7677).

Computed here, so that a password is in no statement and no server's log. Our passwords are ASCII
letters and digits, which SASLprep leaves as they are.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

ROUNDS = 4096
"""As PostgreSQL itself takes; the passwords are random and need no slow hash."""

_SALT_BYTES = 16


def verifier(password: str, salt: bytes | None = None, rounds: int = ROUNDS) -> str:
    """The text that stands in `pg_authid.rolpassword`; with a random salt unless one is given."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, rounds)
    stored = hashlib.sha256(_mac(salted, b"Client Key")).digest()
    server = _mac(salted, b"Server Key")
    return f"SCRAM-SHA-256${rounds}:{_text(salt)}${_text(stored)}:{_text(server)}"


def fits(password: str, kept: str | None) -> bool:
    """Whether `kept` is a verifier of `password`; no other way of keeping one fits."""
    try:
        kind, head, _ = (kept or "").split("$")
        rounds, salt = head.split(":")
        wanted = verifier(password, base64.b64decode(salt, validate=True), int(rounds))
    except (ValueError, binascii.Error):
        return False
    return kind == "SCRAM-SHA-256" and hmac.compare_digest(wanted, kept or "")


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
