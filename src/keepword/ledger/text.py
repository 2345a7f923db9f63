"""The small pieces that the C2SP texts are made of: strict base64, hex and decimal numbers.

Strict: one value has one text. A verifier that took two would let a file be changed unseen.
"""

from __future__ import annotations

import base64
import binascii
import re

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def to_base64(raw: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes; None unless `text` is exactly how they are written."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return raw if to_base64(raw) == text else None


def from_decimal(text: str) -> int | None:
    """A whole number below 2**63 without leading zeroes, else None."""
    if _DECIMAL.fullmatch(text) is None:
        return None
    number = int(text)
    return number if number < 2**63 else None


def from_hex(text: str) -> bytes | None:
    """Bytes from lower-case hex, else None."""
    return bytes.fromhex(text) if _HEX.fullmatch(text) else None
