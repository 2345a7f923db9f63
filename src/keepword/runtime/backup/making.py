"""Making a backup of a house, running or not: first the data, then the keys.

The house goes on meanwhile. Each half is one snapshot of the database. The integrator waits while
the published ledger is copied, so that files and tree are of one moment; a root turn waits while
the keys are copied, so that the key store and the root that it lies under are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import IsolationLevel

from keepword import __version__
from keepword.foundation.errors import Message
from keepword.ledger.integrator import ADVISORY_LOCK
from keepword.ledger.merkle import Frontier
from keepword.ledger.signing import KEY_FILE, Signer
from keepword.runtime import database
from keepword.runtime.backup import folders, key_copies, objects, programs
from keepword.runtime.backup.errors import NothingToBackUp
from keepword.runtime.backup.key_copies import Replaced
from keepword.runtime.backup.manifest import Kind, Manifest, Objects, Part, State
from keepword.runtime.config import Config
from keepword.runtime.locks import FileLock
from keepword.storage.sql import statement
from keepword.vault import escrow, turning
from keepword.vault.providers.choosing import INSTALLATION_FILE

DATA_DUMP, KEYS_DUMP = "data.dump", "keys.dump"
LEDGER_TAR, KEYS_TAR = "ledger.tar", "keys.tar"

DATA = (
    "--exclude-schema=keystore",
    "--exclude-table-data=*.*session*",
    "--exclude-table-data=mail.outbox",
)
"""All but the key store. Sessions end with the house that they were in. Mail on its way lies under
a key that outlives every person's, so an old copy of it could be opened after they were erased."""

KEYS = ("--schema=keystore",)

Connection = psycopg.Connection[tuple[object, ...]]
Say = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Half:
    """A finished half: where it is, what it says of itself, how many seconds it took, and which
    older copy of keys it took the place of."""

    folder: Path
    manifest: Manifest
    seconds: float
    replaced: Replaced | None = None


def make(
    config: Config, data: Path | None, keys: Path | None, say: Say, *, keep_older: bool = False
) -> list[Half]:
    """Write one half or both; the database has to run. They get their names when all are whole.

    Args:
        config: the house.
        data: a new folder for the data.
        keys: a folder for the keys: new, or with older keys of this house, which are replaced.
        say: shows a line to the person at the terminal.
        keep_older: keys from before a root turn may stay in folders beside `keys`.

    Raises:
        BadTarget: the folders will not do.
        OlderKeysThere: keys from before a root turn lie beside.
        NothingToBackUp: no house has lived here.
        NoProgram, ProgramFailed: of pg_dump.
        BlobStoreFailed: blobs cannot be read.
        DatabaseUnreachable: no database.
    """
    folders.check_targets(data, keys, (config.layout.var, config.keys), replaces=True)
    now = current(config)
    config.layout.make()
    lock = FileLock(config.layout.run / "backup.lock")
    with lock.locked(), ExitStack() as drafts:
        replaced = key_copies.replaced_by(keys.resolve(), now) if keys else None
        if keys is not None and not keep_older:
            key_copies.refuse_older_beside(keys.resolve(), now)
        done: list[tuple[Path, Half]] = []
        if data is not None:
            say(Message(en="Backing up the data …", ko="자료를 백업합니다 …"))
            draft = drafts.enter_context(folders.drafted(data.resolve()))
            done.append((draft, _data(config, draft, data.resolve(), now.house)))
        if keys is not None:
            say(Message(en="Backing up the keys …", ko="키를 백업합니다 …"))
            draft = drafts.enter_context(folders.drafted(keys.resolve(), secret=True))
            done.append((draft, _keys(config, draft, keys.resolve(), now.house, replaced)))
        for draft, half in done:
            named = folders.show if half.manifest.kind == "data" else folders.replace
            named(draft, half.folder)
    return [half for _, half in done]


def current(config: Config) -> State:
    """What a manifest would say of the house at this moment.

    Raises:
        NothingToBackUp: no house has lived here.
    """
    if not (config.keys / KEY_FILE).is_file():
        raise NothingToBackUp
    house = Signer.make_or_read(config.keys, config.ledger_origin).vkey
    with _reading(config) as reading:
        return _state(reading, house)[0]


def _data(config: Config, draft: Path, target: Path, house: str) -> Half:
    began = time.monotonic()
    ledger = config.layout.ledger
    with database.connect(config, autocommit=True) as holding, _reading(config) as reading:
        holding.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        folders.pack(draft / LEDGER_TAR, ledger, folders.files_of(ledger))
        state, snapshot = _state(reading, house)
        holding.close()  # and the integrator goes on
        _dump(config, reading, draft / DATA_DUMP, snapshot, DATA)
        blobs = objects.copy(config, reading, draft)
    return _finished(draft, target, "data", state, began, blobs=blobs)


def _keys(config: Config, draft: Path, target: Path, house: str, replaced: Replaced | None) -> Half:
    began = time.monotonic()
    with database.connect(config, autocommit=True) as holding, _reading(config) as reading:
        holding.execute("SELECT pg_advisory_lock(%s)", (turning.TURN,))
        state, snapshot = _state(reading, house)
        found = reading.execute(statement("keepword.runtime.backup", "roots")).fetchall()
        files = _key_files(config.keys, [int(str(row[0])) for row in found])
        _dump(config, reading, draft / KEYS_DUMP, snapshot, KEYS)
        folders.pack(draft / KEYS_TAR, config.keys, files)
    return _finished(draft, target, "keys", state, began, replaced=replaced)


def _key_files(folder: Path, roots: Sequence[int]) -> list[Path]:
    """What opens the key store, and signs: nothing else that somebody may have put there."""
    names = [KEY_FILE, INSTALLATION_FILE, escrow.PUBLIC_FILE]
    names += [f"root-{generation}.key" for generation in roots]
    files = [folder / name for name in names]
    files += [escrow.sealed_file(folder, generation) for generation in roots]
    return sorted(path for path in files if path.is_file() and not path.is_symlink())


@contextmanager
def _reading(config: Config) -> Iterator[Connection]:
    """One snapshot for everything that is read in the block, taken at the first statement."""
    with database.connect(config) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def _state(reading: Connection, house: str) -> tuple[State, str]:
    """What the database is at this moment, and the name under which a dump sees the same.

    Raises:
        NothingToBackUp: it has no tables of ours.
    """
    try:
        row = reading.execute(statement("keepword.runtime.backup", "state")).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise NothingToBackUp from error
    if row is None:
        raise NothingToBackUp
    taken_at, server, size, frontier, erasure, migrations, root, snapshot = row
    tree = Frontier.read(int(str(size)), bytes(frontier))  # type: ignore[call-overload]  # bytea
    return (
        State(
            taken_at=str(taken_at),
            server=str(server),
            house=house,
            ledger_size=tree.size,
            newest_erasure=str(erasure),
            migrations=tuple(str(migrations).split()),
            root=int(str(root)),
            ledger_root=tree.root().hex(),
        ),
        str(snapshot),
    )


def _dump(
    config: Config, reading: Connection, path: Path, snapshot: str, chosen: Sequence[str]
) -> None:
    path.touch(mode=0o600)
    program = programs.fitting(reading, os.environ) / "pg_dump"
    fixed = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    programs.run(program, (*fixed, f"--file={path}", *chosen), database.parameters(config))


def _finished(
    draft: Path,
    target: Path,
    kind: Kind,
    state: State,
    began: float,
    *,
    blobs: Objects | None = None,
    replaced: Replaced | None = None,
) -> Half:
    parts = {path.name: Part.of(path) for path in sorted(draft.iterdir()) if path.is_file()}
    manifest = Manifest(kind=kind, release=__version__, state=state, parts=parts, blobs=blobs)
    manifest.write(draft)
    return Half(target, manifest, time.monotonic() - began, replaced)
