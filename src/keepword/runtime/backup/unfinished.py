"""A restore that was broken off, and the way back: to what was there before, or to an empty house.

Before anything is changed the schema `restoring` is made; it goes in the transaction in which the
restore is done. In between nothing may open: what was loaded has not obeyed the erasures yet. In it
stands which files were put where. What was there before waits in schemas whose names begin with
`aside_` (data restored beside the living key store), or there was nothing (an empty house).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psycopg

from keepword.foundation.errors import Message
from keepword.runtime import database, schemas
from keepword.runtime.backup.errors import BackupRefused
from keepword.runtime.config import Config
from keepword.storage.sql import statement
from keepword.vault import guarded

Connection = psycopg.Connection[tuple[object, ...]]


class Unfinished(BackupRefused):
    """What was erased since may be there and open."""

    code = "restore-unfinished"

    def __init__(self) -> None:
        super().__init__(
            Message(
                en="A restore was broken off here; it has not erased again what was erased since.",
                ko="여기서 복원이 중단되었습니다. 그 뒤의 파기가 아직 반영되지 않았습니다.",
            ),
            Message(
                en="Run the same `keepword restore` again; nothing opens before it is done.",
                ko="같은 `keepword restore`를 다시 실행하세요. 끝나기 전에는 열리지 않습니다.",
            ),
        )


def refuse(config: Config) -> None:
    """Whoever opens anything asks this first.

    Raises:
        Unfinished: a restore was broken off.
    """
    with database.connect(config) as connection:
        if is_there(connection):
            raise Unfinished


def is_there(connection: Connection) -> bool:
    """Whether a restore was begun and not finished."""
    row = connection.execute("SELECT to_regnamespace('restoring') IS NOT NULL").fetchone()
    return row == (True,)


def begin(connection: Connection) -> None:
    """A restore begins, in the transaction of `connection`."""
    connection.execute(statement("keepword.runtime.backup", "unfinished_begin"))


def places(config: Config, paths: Iterable[Path]) -> None:
    """Files are about to be put there: known before it is done."""
    with database.connect(config) as connection:
        connection.execute(
            statement("keepword.runtime.backup", "unfinished_places"),
            {"paths": [str(path) for path in paths]},
        )


def take_back(config: Config) -> bool:
    """Undo a restore that was not finished; whether there was one. Again is once."""
    with database.connect(config) as connection:
        if not is_there(connection):
            return False
        for (path,) in connection.execute("SELECT path FROM restoring.placed").fetchall():
            guarded.destroy(Path(str(path)))
        if _has_aside(connection):
            _run(connection, "unfinished_put_back")
        else:
            schemas.drop_all(connection)
    return True


def done(connection: Connection) -> None:
    """The restore is done, in the transaction of `connection`; what was there before goes."""
    _run(connection, "unfinished_done")


def set_aside(connection: Connection) -> None:
    """Everything but the key store makes room, in the transaction of `connection`."""
    _run(connection, "unfinished_set_aside")


def keep_living(connection: Connection) -> None:
    """The log and the separate store stay as they were, in place of those that were loaded."""
    _run(connection, "unfinished_keep_living")


def _has_aside(connection: Connection) -> bool:
    row = connection.execute("SELECT to_regnamespace('aside_public') IS NOT NULL").fetchone()
    return row == (True,)


def _run(connection: Connection, name: str) -> None:
    """Statements that a query of the catalog makes; names are quoted by the server itself."""
    found = connection.execute(statement("keepword.runtime.backup", name)).fetchall()
    for text, _order in found:
        connection.execute(str(text).encode())
