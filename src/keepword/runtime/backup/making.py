"""Making a backup of a house, running or not: first the data, then the keys.

The house goes on meanwhile. Each half is one snapshot of the database. The integrator waits while
the published ledger is copied, so that files and tree are of one moment.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import IsolationLevel

from keepword import __version__
from keepword.foundation.errors import Message
from keepword.ledger.integrator import ADVISORY_LOCK
from keepword.ledger.signing import KEY_FILE, STATE_FILE, Signer
from keepword.runtime import database
from keepword.runtime.backup import folders, programs
from keepword.runtime.backup.errors import NothingToBackUp
from keepword.runtime.backup.manifest import Kind, Manifest, Part, State
from keepword.runtime.config import Config
from keepword.storage.sql import statement

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


@dataclass(frozen=True, slots=True)
class Half:
    """A finished half: what it says of itself, and how many seconds it took."""

    manifest: Manifest
    seconds: float


def make(
    config: Config, data: Path, keys: Path, say: Callable[[Message], None]
) -> tuple[Half, Half]:
    """Write both halves; the database has to run. They get their names when both are whole.

    Raises:
        BadTarget: the folders will not do.
        NothingToBackUp: no house has lived here.
        NoProgram, ProgramFailed: of pg_dump.
        DatabaseUnreachable: no database.
    """
    folders.check_targets(data, keys, (config.layout.var, config.keys))
    data, keys = data.resolve(), keys.resolve()
    if not (config.keys / KEY_FILE).is_file():
        raise NothingToBackUp
    house = Signer.make_or_read(config.keys, config.ledger_origin).vkey
    with folders.drafted(data) as data_draft, folders.drafted(keys) as keys_draft:
        say(Message(en="Backing up the data …", ko="자료를 백업합니다 …"))
        first = _data(config, data_draft, house)
        say(Message(en="Backing up the keys …", ko="키를 백업합니다 …"))
        second = _keys(config, keys_draft, house)
        folders.show(data_draft, data)
        folders.show(keys_draft, keys)
    return first, second


def _data(config: Config, draft: Path, house: str) -> Half:
    began = time.monotonic()
    ledger = config.layout.ledger
    with database.connect(config, autocommit=True) as holding, _reading(config) as reading:
        holding.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        folders.pack(draft / LEDGER_TAR, ledger, folders.files_of(ledger))
        state, snapshot = _state(reading, house)
        holding.close()  # and the integrator goes on
        _dump(config, reading, draft / DATA_DUMP, snapshot, DATA)
    return _finish(draft, "data", state, began)


def _keys(config: Config, draft: Path, house: str) -> Half:
    began = time.monotonic()
    files = folders.files_of(config.keys, leave_out=(STATE_FILE,))
    with _reading(config) as reading:
        state, snapshot = _state(reading, house)
        _dump(config, reading, draft / KEYS_DUMP, snapshot, KEYS)
    folders.pack(draft / KEYS_TAR, config.keys, files)
    return _finish(draft, "keys", state, began)


@contextmanager
def _reading(config: Config) -> Iterator[Connection]:
    """One snapshot for everything that is read in the block."""
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
    taken_at, server, size, erasure, migrations, snapshot = row
    return (
        State(
            taken_at=str(taken_at),
            server=str(server),
            house=house,
            ledger_size=int(str(size)),
            newest_erasure=str(erasure),
            migrations=tuple(str(migrations).split()),
        ),
        str(snapshot),
    )


def _dump(
    config: Config, reading: Connection, path: Path, snapshot: str, chosen: Sequence[str]
) -> None:
    program = programs.fitting(reading, os.environ) / "pg_dump"
    fixed = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    programs.run(program, (*fixed, f"--file={path}", *chosen), database.parameters(config))


def _finish(draft: Path, kind: Kind, state: State, began: float) -> Half:
    parts = {path.name: Part.of(path) for path in sorted(draft.iterdir())}
    manifest = Manifest(kind=kind, release=__version__, state=state, parts=parts)
    manifest.write(draft)
    return Half(manifest, time.monotonic() - began)
