"""Where the root key lies: outside the database, with a provider that says what its end is worth.

A provider wraps page keys and never hands the root out. `finality` says how final it is when this
provider destroys a root: at once, at a date, or without any proof.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import ClassVar, Literal, Protocol, final

from keepword.vault import keyfile
from keepword.vault.keytree import unwrap_page_key, wrap_page_key

Finality = Literal["immediate", "dated", "unprovable"]

_PROOF = b"keepword/root"
_WRAPPING = b"keepword/root/wrapping"


class Root(Protocol):
    """A root key of one generation, wherever it lies."""

    @property
    def generation(self) -> int:
        """Counts from 1; a root turn makes the next one."""

    @property
    def finality(self) -> Finality:
        """What destroying this root is worth."""

    def wrap(self, page: str, key: bytes) -> bytes:
        """The key of `page`, wrapped."""

    def unwrap(self, page: str, wrapped: bytes) -> bytes:
        """The key of `page`.

        Raises:
            SealBroken: not wrapped by this root for this page, or changed.
        """

    def proof(self) -> bytes:
        """HMAC(root, "keepword/root"): tells roots apart and says nothing about them."""


@final
class KeyFileRoot:
    """A root key in a file.

    Its end is unprovable: overwriting says nothing about an SSD's spare blocks or a snapshot.
    """

    finality: ClassVar[Finality] = "unprovable"
    generation: ClassVar[int] = 1

    def __init__(self, key: bytes) -> None:
        # One key, one use: what wraps is derived from the root and is not what proves it.
        self._wrapping = hmac.digest(key, _WRAPPING, hashlib.sha256)
        self._proof = hmac.digest(key, _PROOF, hashlib.sha256)

    @classmethod
    def make_or_read(cls, folder: Path) -> KeyFileRoot:
        """The root of `folder` (file `root-1.key`), made first when there is none.

        Raises:
            UnsafeKeyFile: file or folder are open to others, or not this account's.
            BrokenKeyFile: the file holds no key.
            OSError: the folder cannot be written.
        """
        return cls(keyfile.make_or_read(folder / f"root-{cls.generation}.key"))

    def wrap(self, page: str, key: bytes) -> bytes:
        """The key of `page`, wrapped."""
        return wrap_page_key(self._wrapping, self.generation, page, key)

    def unwrap(self, page: str, wrapped: bytes) -> bytes:
        """The key of `page`.

        Raises:
            SealBroken: not wrapped by this root for this page, or changed.
        """
        return unwrap_page_key(self._wrapping, self.generation, page, wrapped)

    def proof(self) -> bytes:
        """HMAC(root, "keepword/root")."""
        return self._proof
