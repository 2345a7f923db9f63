"""Restoring a backup: load, look whether the root is here, let go what must stay gone, open.

Two ways. Into an empty house come keys and data. Into a house whose key store is alive come data
alone: its keys, its log and its separate store stay.

All or nothing: whatever fails, the house is as it was before and both halves are untouched. A run
that was killed is taken back by the next one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path, PurePosixPath

from keepword.foundation.errors import Message
from keepword.ledger import publishing
from keepword.ledger.errors import NothingPublished
from keepword.runtime import database, migrating, schemas
from keepword.runtime.backup import (
    folders,
    levels,
    living,
    opening,
    pairing,
    programs,
    unfinished,
)
from keepword.runtime.backup.errors import LedgerBehind, NotEmpty
from keepword.runtime.backup.escrowed import Recovered, told
from keepword.runtime.backup.making import DATA_DUMP, KEYS_DUMP, KEYS_TAR, LEDGER_TAR
from keepword.runtime.backup.manifest import Manifest
from keepword.runtime.backup.pairing import Pair
from keepword.runtime.backup.replaying import Replayed
from keepword.runtime.config import Config
from keepword.runtime.errors import AlreadyRunning
from keepword.runtime.locks import FileLock
from keepword.runtime.supervisor import running_url

Say = Callable[[Message], None]

_RESTORE = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")


@contextlib.contextmanager
def alone(config: Config) -> Iterator[None]:
    """Nobody runs on this house meanwhile.

    Raises:
        AlreadyRunning: somebody does.
    """
    config.layout.make()
    lock = FileLock(config.layout.run / "supervisor.lock")
    if not lock.try_acquire():
        raise AlreadyRunning(running_url(config.layout), config.layout.var)
    try:
        yield
    finally:
        lock.release()


def restore(
    config: Config, pair: Pair, now: datetime, say: Say, *, root: Recovered | None = None
) -> Replayed:
    """Restore `pair` into the house of `config`, whose database runs and whom nobody else uses.

    Args:
        config: the house: empty, or with its own keys where `pair` has none.
        pair: what to restore, looked through.
        now: the house's clock.
        say: shows a line to the person at the terminal.
        root: the root as a quorum opened it, where its own file or device is lost.

    Raises:
        NotEmpty: somebody lives here. NotAlive: nobody does, and there are no keys.
        LedgerBehind: newer checkpoints were signed here than the backup's ledger reaches.
        RootGone, WrongRoot, WrongTenant, ProviderFailed: these keys cannot be opened.
        NotAPair, KeysBeforeTurn: the backup is not of this house.
        ProgramFailed, NoProgram: of pg_restore.
        BackupDamaged, SealBroken: an archive cannot be read, or the key store is changed.
    """
    if unfinished.take_back(config):
        say(
            Message(
                en="An earlier restore was broken off; it is taken back.",
                ko="이전에 중단된 복원을 되돌렸습니다.",
            )
        )
    _check(config, pair)
    with ExitStack() as undo:
        undo.callback(unfinished.take_back, config)
        if pair.keys is None:
            _beside_the_living(config, pair, say)
        else:
            _filled(config, pair, pair.keys, say, root)
        migrating.migrate(config)
        done = _opened(config, pair, now, say)
        os.sync()
        undo.pop_all()
    return done


def _check(config: Config, pair: Pair) -> None:
    """All that can be seen before anything is changed."""
    if pair.keys is None:
        living.check(config, pair.data.state)
        return
    pairing.check_against_folder(pair.keys, config.keys)
    _require_empty(config)
    _check_ledger(config, pair.data)


def _filled(config: Config, pair: Pair, keys: Manifest, say: Say, root: Recovered | None) -> None:
    """Keys and data into an empty house."""
    folder = pair.keys_folder or Path()
    with database.connect(config) as connection:
        unfinished.begin(connection)
    _place(config, folder / KEYS_TAR, config.keys)
    if not folders.files_of(config.layout.ledger_public):
        _place(config, pair.data_folder / LEDGER_TAR, config.layout.ledger)
    levels.load(
        config,
        levels.Level(pair.data.state, lambda: _load_data(config, pair, say)),
        levels.Level(keys.state, lambda: _load_keys(config, folder, say)),
    )
    if root is not None:
        _put_root(config, root)


def _beside_the_living(config: Config, pair: Pair, say: Say) -> None:
    """Data into a house whose key store, log and separate store stay."""
    with database.connect(config) as connection:
        unfinished.begin(connection)
        unfinished.set_aside(connection)
    _load_data(config, pair, say)
    with database.connect(config) as connection:
        unfinished.keep_living(connection)


def _opened(config: Config, pair: Pair, now: datetime, say: Say) -> Replayed:
    """Obey today's keys; connections of Django's and of the key holder end with it."""
    from django.db import connections

    from keepword.runtime import house

    say(
        Message(
            en="Erasing again what was erased since …", ko="그 뒤에 파기한 것을 다시 파기합니다 …"
        )
    )
    try:
        opening.check_roots(house.local_holder(), now)
        return opening.finish(config, pair, now)
    finally:
        house.local_holder().connections.close()
        connections.close_all()


def _load_data(config: Config, pair: Pair, say: Say) -> None:
    say(Message(en="Restoring the data …", ko="자료를 복원합니다 …"))
    _load(config, pair.data_folder / DATA_DUMP)


def _load_keys(config: Config, folder: Path, say: Say) -> None:
    say(Message(en="Restoring the keys …", ko="키를 복원합니다 …"))
    _load(config, folder / KEYS_DUMP)


def _put_root(config: Config, root: Recovered) -> None:
    """The root that a quorum opened: the key store first has to lie under it."""
    with database.connect(config) as connection, connection.cursor() as cur:
        told(cur, root)
    _write(config, config.keys, [(PurePosixPath(root.file), 0o600, root.content)])


def _check_ledger(config: Config, data: Manifest) -> None:
    """A ledger that lies here already stays; the restored tree has to reach it."""
    public = config.layout.ledger_public
    try:
        key = publishing.published_key(public)
        checkpoint, _note = publishing.latest(public, key)
    except NothingPublished:
        return
    if str(key) != data.state.house:
        raise NotEmpty(str(config.layout.ledger))
    if checkpoint.size > data.state.ledger_size:
        raise LedgerBehind(data.state.ledger_size, checkpoint.size, config.layout.ledger)


def _require_empty(config: Config) -> None:
    with database.connect(config) as connection:
        if not schemas.is_empty(connection):
            raise NotEmpty("DATABASE_URL" if not config.embedded else str(config.layout.postgres))


def _load(config: Config, dump: Path) -> None:
    with database.connect(config) as connection:
        program = programs.fitting(connection, os.environ) / "pg_restore"
    programs.run(program, (*_RESTORE, str(dump)), database.parameters(config))


def _place(config: Config, archive: Path, folder: Path) -> None:
    """Unpack `archive` into `folder`; a file that is there already has to be the same.

    Raises:
        NotEmpty: another file of that name.
        BackupDamaged: the archive cannot be read.
    """
    _write(config, folder, list(folders.unpacked(archive)))


def _write(config: Config, folder: Path, files: list[tuple[PurePosixPath, int, bytes]]) -> None:
    """Put files into `folder`, noted down before they are there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = []
    for name, mode, content in files:
        there = folder / name
        if not there.is_file():
            missing.append((name, mode, content))
        elif there.read_bytes() != content:
            raise NotEmpty(str(folder))
    unfinished.places(config, [folder / name for name, _, _ in missing])
    for name, mode, content in missing:
        folders.put(folder, name, mode, content)
