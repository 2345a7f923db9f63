"""What a half of a backup says of itself: `manifest.json`, written last.

`verified.json` beside it says that, and when, the half was looked through (`verifying`).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from keepword.runtime.backup.errors import BackupDamaged, NotABackup

FORMAT = 2
FORMATS = (1, FORMAT)
"""What is read: 1 is of release 0.2, which knew one root and no blobs."""

NAME = "manifest.json"
VERIFIED = "verified.json"

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
    `ledger_size` the entries of its tree and `ledger_root` the tree's root hash in hexadecimal,
    `newest_erasure` the time of the last erasure or withdrawal (empty: none yet), `migrations` what
    its tables were made by, `root` the generation of the root in force.
    """

    taken_at: str
    server: str
    house: str
    ledger_size: int
    newest_erasure: str
    migrations: tuple[str, ...]
    root: int = 1
    ledger_root: str = ""

    def of_app(self, app: str) -> tuple[str, ...]:
        """The migrations of one app, in order."""
        return tuple(sorted(each for each in self.migrations if each.startswith(f"{app}.")))


@dataclass(frozen=True, slots=True)
class Objects:
    """The sealed objects that the data name: a copy lies here (`folder`), or the bucket's own
    versions or replica are the copy (`bucket`). `gone` were let go while the backup was made.
    """

    place: Literal["folder", "bucket"]
    objects: int
    size: int
    gone: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole of `manifest.json`."""

    kind: Kind
    release: str
    state: State
    parts: dict[str, Part]
    blobs: Objects | None = None

    def write(self, folder: Path) -> None:
        """Put it into `folder`, flushed to the disk."""
        _write(folder / NAME, {"format": FORMAT, **asdict(self)})


def read(folder: Path, kind: Kind) -> Manifest:
    """The manifest in `folder`, after every part was compared with it.

    Raises:
        NotABackup: none is there, or the other half's.
        BackupDamaged: it cannot be read, or a part is not what it says.
    """
    found = glance(folder, kind)
    for name, part in found.parts.items():
        if not (folder / name).is_file() or Part.of(folder / name) != part:
            raise BackupDamaged(folder / name)
    return found


def glance(folder: Path, kind: Kind) -> Manifest:
    """The manifest in `folder`; its parts are not looked at.

    Raises:
        NotABackup: none is there, or the other half's.
        BackupDamaged: it cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        raise NotABackup(folder, kind)
    found = _parsed(path)
    if found.kind != kind:
        raise NotABackup(folder, kind)
    return found


def note_verified(folder: Path, now: datetime, checkpoint: int) -> None:
    """Write into `folder` that it was looked through at `now`, up to this size of the ledger.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / VERIFIED
    path.unlink(missing_ok=True)
    _write(path, {"verified_at": now.isoformat(), "checkpoint": checkpoint})


def verified_at(folder: Path) -> datetime | None:
    """When this half was looked through; None where nobody did.

    Raises:
        BackupDamaged: the note cannot be read.
    """
    path = folder / VERIFIED
    if not path.is_file():
        return None
    try:
        return datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["verified_at"])
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(path) from error


def _write(path: Path, said: dict[str, Any]) -> None:
    text = json.dumps(said, ensure_ascii=False, indent=1)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(fd)


def _parsed(path: Path) -> Manifest:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] not in FORMATS:
            raise BackupDamaged(path)
        state, blobs = said["state"], said.get("blobs")
        return Manifest(
            kind=said["kind"],
            release=said["release"],
            state=State(**{**state, "migrations": tuple(state["migrations"])}),
            parts={_plain(name): Part(**part) for name, part in said["parts"].items()},
            blobs=Objects(**blobs) if blobs else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(path) from error


def _plain(name: str) -> str:
    """A part is a file of the folder itself."""
    if Path(name).name != name:
        raise ValueError
    return name
