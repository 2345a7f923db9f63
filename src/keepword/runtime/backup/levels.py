"""Data and keys of two releases: the data are brought to the keys' tables before they meet.

One app makes the tables of both halves. So older data are loaded beside an empty key store of their
own time, migrated together with it as far as the keys are, and then the keys take its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command

from keepword.runtime import database
from keepword.runtime.backup.manifest import State
from keepword.runtime.config import Config
from keepword.storage.sql import statement

APP = "keepword_vault"
"""The app whose tables lie in both halves."""


@dataclass(frozen=True, slots=True)
class Level:
    """One half: what its tables were made by, and how it is loaded."""

    state: State
    load: Callable[[], None]

    @property
    def last(self) -> str:
        """The newest migration of the app."""
        return self.state.of_app(APP)[-1].partition(".")[2]


def load(config: Config, data: Level, keys: Level) -> None:
    """Load both halves into an empty database, the keys' app as far migrated as the keys are."""
    if data.last == keys.last:
        keys.load()
        data.load()
        return
    _migrate(data)
    _run(config, "level_without_data")
    data.load()
    _migrate(keys)
    _run(config, "level_without_keys")
    keys.load()


def _migrate(level: Level) -> None:
    call_command("migrate", APP, level.last, interactive=False, verbosity=0)


def _run(config: Config, name: str) -> None:
    with database.connect(config) as connection:
        for text, _order in connection.execute(
            statement("keepword.runtime.backup", name)
        ).fetchall():
            connection.execute(str(text).encode())
