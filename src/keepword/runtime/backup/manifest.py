"""What a half of a backup says of itself: `manifest.json`, written last."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from keepword.runtime.backup.errors import BackupDamaged, NotABackup

FORMAT = 1
NAME = "manifest.json"

Kind = Literal["data", "keys"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its length in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Part:
        """The file as it is."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path.stat().st_size, digest)


@dataclass(frozen=True, slots=True)
class State:
    """The database at the moment of the snapshot.

    `taken_at` is the server's clock (ISO 8601, UTC), `house` the verifier key of its ledger,
    `ledger_size` the entries of its tree, `newest_erasure` the time of the last erasure or
    withdrawal (empty: none yet), `migrations` what its tables were made by.
    """

    taken_at: str
    server: str
    house: str
    ledger_size: int
    newest_erasure: str
    migrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole of `manifest.json`."""

    kind: Kind
    release: str
    state: State
    parts: dict[str, Part]

    def write(self, folder: Path) -> None:
        """Put it into `folder`, flushed to the disk."""
        path = folder / NAME
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(fd)


def read(folder: Path, kind: Kind) -> Manifest:
    """The manifest in `folder`, after every part was compared with it.

    Raises:
        NotABackup: none is there, or the other half's.
        BackupDamaged: it cannot be read, or a part is not what it says.
    """
    path = folder / NAME
    if not path.is_file():
        raise NotABackup(folder, kind)
    found = _parsed(path)
    if found.kind != kind:
        raise NotABackup(folder, kind)
    for name, part in found.parts.items():
        if not (folder / name).is_file() or Part.of(folder / name) != part:
            raise BackupDamaged(folder / name)
    return found


def _parsed(path: Path) -> Manifest:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise BackupDamaged(path)
        state = said["state"]
        return Manifest(
            kind=said["kind"],
            release=said["release"],
            state=State(**{**state, "migrations": tuple(state["migrations"])}),
            parts={name: Part(**part) for name, part in said["parts"].items()},
        )
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(path) from error
