"""Roots in files of their own beside the ledger's signing key: the default.

Their end is unprovable: overwriting says nothing about an SSD's spare blocks or a snapshot.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import ClassVar, final

from keepword.vault import keyfile
from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.providers import Finality, Kept
from keepword.vault.sealing import KEY_BYTES

_HANDLE = re.compile(r"root-[1-9][0-9]*\.key")


@final
class KeyFiles:
    """Roots in `folder`, one file each: `root-<generation>.key`."""

    name: ClassVar[str] = "file"
    finality: ClassVar[Finality] = "unprovable"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, generation: int) -> Kept:
        """The root of `generation`, made first when there is no file of it."""
        handle = f"root-{generation}.key"
        keyfile.make_or_read(self._folder / handle)
        return Kept(handle, b"")

    def secret(self, kept: Kept) -> bytes:
        """The root in the file."""
        path = self._path(kept)
        if not os.path.lexists(path):
            raise NoKey
        return keyfile.read(path)

    def destroy(self, kept: Kept, now: datetime) -> datetime | None:
        """Overwrite and remove the file; nothing proves that no block of it is left."""
        path = self._path(kept)
        if not path.is_file() or path.is_symlink():
            return None
        with path.open("r+b") as file:
            file.write(os.urandom(2 * KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        keyfile.sync(path.parent)
        return None

    def _path(self, kept: Kept) -> Path:
        """The handle comes from the database: it leads to no other file of this account."""
        if not _HANDLE.fullmatch(kept.handle):
            raise SealBroken
        return self._folder / kept.handle
