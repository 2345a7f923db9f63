"""Restoring a backup into an empty house: keys, then data, then what must stay gone, then open.

All or nothing: whatever fails, the house is empty again and both halves are untouched.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.ledger import publishing
from keepword.ledger.errors import NothingPublished
from keepword.runtime import database, schemas
from keepword.runtime.backup import folders, manifest, programs, replaying
from keepword.runtime.backup.errors import LedgerBehind, NotAPair, NotEmpty
from keepword.runtime.backup.making import DATA_DUMP, KEYS_DUMP, KEYS_TAR, LEDGER_TAR
from keepword.runtime.backup.manifest import Manifest
from keepword.runtime.backup.replaying import Replayed
from keepword.runtime.config import Config
from keepword.runtime.errors import AlreadyRunning
from keepword.runtime.locks import FileLock
from keepword.runtime.supervisor import running_url

_RESTORE = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two halves that belong together, checked."""

    data_folder: Path
    keys_folder: Path
    data: Manifest
    keys: Manifest


def read_pair(data: Path, keys: Path) -> Pair:
    """Both halves, every part compared with its SHA-256.

    Raises:
        NotABackup, BackupDamaged: one of them is none, or is not whole.
        NotAPair: they do not belong together, or the keys are the older half.
    """
    folders.check_apart(data, keys)
    found = Pair(data, keys, manifest.read(data, "data"), manifest.read(keys, "keys"))
    one, other = found.data.state, found.keys.state
    if one.house != other.house:
        raise NotAPair.of_two_houses()
    if other.taken_at < one.taken_at or other.newest_erasure < one.newest_erasure:
        raise NotAPair.older_keys(one.taken_at, other.taken_at)
    if _of_the_vault(one.migrations) != _of_the_vault(other.migrations):
        raise NotAPair.of_two_releases()
    return found


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
    config: Config,
    pair: Pair,
    finish: Callable[[Replayed], None],
    say: Callable[[Message], None],
) -> Replayed:
    """Fill the empty house of `config`, whose database runs and who nobody else uses.

    Args:
        config: the house.
        pair: what to restore.
        finish: called before anything opens, with what stayed gone; an error in it undoes all.
        say: shows a line to the person at the terminal.

    Raises:
        NotEmpty: somebody lives here.
        LedgerBehind: newer checkpoints were signed here than the backup's ledger reaches.
        ProgramFailed, NoProgram: of pg_restore.
        BackupDamaged: an archive cannot be read.
    """
    _require_empty(config)
    _check_ledger(config, pair.data)
    with ExitStack() as undo:
        undo.callback(_clear_database, config)
        say(Message(en="Restoring the keys …", ko="키를 복원합니다 …"))
        _place(pair.keys_folder / KEYS_TAR, config.keys, undo)
        _load(config, pair.keys_folder / KEYS_DUMP)
        say(Message(en="Restoring the data …", ko="자료를 복원합니다 …"))
        _load(config, pair.data_folder / DATA_DUMP)
        say(
            Message(
                en="Erasing again what was erased since …",
                ko="그 뒤에 파기한 것을 다시 파기합니다 …",
            )
        )
        with database.connect(config) as connection:
            replayed = replaying.replay(connection)
        if not any(config.layout.ledger_public.iterdir()):
            _place(pair.data_folder / LEDGER_TAR, config.layout.ledger, undo)
        finish(replayed)
        os.sync()
        undo.pop_all()
    return replayed


def _of_the_vault(migrations: tuple[str, ...]) -> set[str]:
    return {name for name in migrations if name.startswith("keepword_vault.")}


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


def _clear_database(config: Config) -> None:
    with database.connect(config) as connection:
        schemas.drop_all(connection)


def _load(config: Config, dump: Path) -> None:
    with database.connect(config) as connection:
        program = programs.fitting(connection, os.environ) / "pg_restore"
    programs.run(program, (*_RESTORE, str(dump)), database.parameters(config))


def _place(archive: Path, folder: Path, undo: ExitStack) -> None:
    """Unpack `archive` into `folder`; a file that is there already has to be the same.

    Raises:
        NotEmpty: another file of that name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, mode, content in folders.unpacked(archive):
        there = folder / name
        if there.is_file() and there.read_bytes() == content:
            continue
        try:
            path = folders.put(folder, name, mode, content)
        except FileExistsError as error:
            raise NotEmpty(str(folder)) from error
        undo.callback(path.unlink, missing_ok=True)
