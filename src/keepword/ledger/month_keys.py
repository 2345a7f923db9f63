"""What is derived from a month's key: one key for each use (HKDF-Expand, RFC 5869 §2.3).

A process seals thousands of entries under one month's key, and setting up a cipher costs more than
sealing a body: what was derived is remembered for a minute, for the few months that are in use.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keepword.ledger.errors import NotAnEntry

KEY = 32
"""Bytes of a month's key."""

KEPT_FOR = 60.0
"""Seconds that a month's derived keys stay in memory, as the vault's own keys do."""

MONTHS = 32
"""Months that are remembered at once: the log's term, and some."""

_BODY_KEY = b"keepword/ledger/body/v1"
_IV_KEY = b"keepword/ledger/iv/v1"
_TAG_KEY = b"keepword/ledger/tag/v1"
_PEOPLE_KEY = b"keepword/ledger/people/v1"
_PEOPLE_IV_KEY = b"keepword/ledger/people-iv/v1"
_PEOPLE_TAG_KEY = b"keepword/ledger/people-tag/v1"


class MonthKeys:
    """The keys of one month, ready for use.

    Raises:
        NotAnEntry: a month's key has 32 bytes.
    """

    __slots__ = ("_people_tags", "body", "iv", "people", "people_iv", "tag", "until")

    def __init__(self, month_key: bytes, until: float) -> None:
        if len(month_key) != KEY:
            raise NotAnEntry("A month's key has 32 bytes.", "월별 키는 32바이트입니다.")
        self.until = until
        self.body = AESGCM(_derived(month_key, _BODY_KEY))
        self.iv = _derived(month_key, _IV_KEY)
        self.tag = _derived(month_key, _TAG_KEY)
        self.people = AESGCM(_derived(month_key, _PEOPLE_KEY))
        self.people_iv = _derived(month_key, _PEOPLE_IV_KEY)
        # Of distinct random ids, one block each: the one use for which ECB is the right mode.
        self._people_tags = Cipher(
            algorithms.AES(_derived(month_key, _PEOPLE_TAG_KEY)), modes.ECB()
        )

    def people_tags(self, subjects: bytes) -> bytes:
        """AES-256 of each id (16 bytes), in their order."""
        return self._people_tags.encryptor().update(subjects)


class _Remembered:
    """Derived keys by the month's key, the last used ones, for a minute; for threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, MonthKeys] = OrderedDict()

    def of(self, month_key: bytes) -> MonthKeys:
        found = self._kept.get(month_key)
        now = self._clock()
        if found is not None and now < found.until:
            return found
        found = MonthKeys(month_key, now + KEPT_FOR)
        with self._lock:
            for old in [key for key, kept in self._kept.items() if kept.until <= now]:
                del self._kept[old]
            self._kept[month_key] = found
            while len(self._kept) > MONTHS:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_remembered = _Remembered(time.monotonic)


def keys_of(month_key: bytes) -> MonthKeys:
    """The keys that are derived from a month's key.

    Raises:
        NotAnEntry: a month's key has 32 bytes.
    """
    return _remembered.of(month_key)


def forget() -> None:
    """Let go of every derived key: when a month's key was destroyed."""
    _remembered.forget()


def _derived(month_key: bytes, use: bytes) -> bytes:
    """One block of HKDF-Expand; the month's key is uniformly random already."""
    return hmac.digest(month_key, use + b"\x01", "sha256")
