"""What a backup holds, looked at with PostgreSQL's own programs and the vault's own keys."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from keepword.foundation.errors import KeepwordError
from keepword.runtime.backup import programs
from keepword.runtime.postgres.embedded import EmbeddedPostgres, client
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests.whole.canary_house import DemoHouse
from tests.whole.wire import PATIENCE

ITEMS = (
    "SELECT r.point, i.item, i.record, i.unit, i.generation, i.sealed FROM vault.item i "
    "JOIN vault.record r ON r.subject = i.subject AND r.record = i.record "
    "WHERE i.subject = %s ORDER BY r.point, i.item"
)


@dataclass(frozen=True)
class Shelf:
    """Where the backups of one house stand, two halves for each moment."""

    house: DemoHouse
    folder: Path

    def data(self, moment: str) -> Path:
        """The data of a moment."""
        return self.folder / f"D-{moment}"

    def keys(self, moment: str) -> Path:
        """The keys of a moment."""
        return self.folder / f"K-{moment}"

    def backup(self, moment: str) -> None:
        """Back the house up while it runs."""
        done = self.house.house.command(
            "backup", "--data", str(self.data(moment)), "--keys", str(self.keys(moment))
        )
        assert done.returncode == 0, done.stderr

    def plain(self, moment: str) -> Path:
        """A folder with everything that the two halves hold, unpacked and as plain SQL."""
        folder = self.folder / f"plain-{moment}"
        for half in (self.data(moment), self.keys(moment)):
            for part in half.iterdir():
                into = folder / half.name
                into.mkdir(parents=True, exist_ok=True)
                if part.suffix == ".dump":
                    self._as_sql(part, into / f"{part.name}.sql")
                elif part.suffix == ".tar":
                    with tarfile.open(part) as archive:
                        archive.extractall(into, filter="data")
        return folder

    def _as_sql(self, dump: Path, into: Path) -> None:
        subprocess.run([self._program(), f"--file={into}", dump], check=True, timeout=PATIENCE)

    def _program(self) -> Path:
        with self.house.database() as connection:
            return programs.fitting(connection, os.environ) / "pg_restore"

    @contextmanager
    def loaded(self, data: str, keys: str) -> Iterator[Opening]:
        """A database with the data of one moment and the keys of another, and nothing replayed."""
        name = f"raw_{data}_{keys}"
        layout = self.house.layout
        admin = EmbeddedPostgres(layout).admin()
        create = sql.SQL("CREATE DATABASE {} OWNER keepword").format(sql.Identifier(name))
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        into = {**client(layout), "dbname": name}
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(create)
            try:
                for dump in (self.keys(keys) / "keys.dump", self.data(data) / "data.dump"):
                    given = ("--exit-on-error", "--no-owner", "--no-privileges", str(dump))
                    programs.run(self._program(), given, into)
                with (
                    psycopg.connect(**into) as connection,  # type: ignore[arg-type]  # by keyword
                    self._vault(keys, into) as vault,
                ):
                    yield Opening(connection, vault)
            finally:
                server.execute(drop)

    @contextmanager
    def _vault(self, keys: str, into: dict[str, str | int]) -> Iterator[Vault]:
        folder = self.folder / f"keys-{keys}"
        folder.mkdir(mode=0o700, exist_ok=True)
        with tarfile.open(self.keys(keys) / "keys.tar") as archive:
            archive.extractall(folder, filter="data")

        def connect() -> psycopg.Connection[Any]:
            return psycopg.connect(**into, autocommit=True)  # type: ignore[arg-type]  # by keyword

        holder = LocalHolder("asan", {"file": KeyFiles(folder)}, connect)
        try:
            yield Vault("asan", holder)
        finally:
            holder.connections.close()


def sessions(house: DemoHouse) -> list[dict[str, Any]]:
    """What every session of the house holds; in its table it is packed."""
    with house.database() as connection:
        rows = connection.execute("SELECT session_data FROM public.django_session").fetchall()
    return [_session(data) for (data,) in rows]


def _session(data: str) -> dict[str, Any]:
    """Django's own form: base64url of JSON, packed with zlib if it begins with a dot."""
    packed = data.split(":", maxsplit=1)[0]
    raw = base64.urlsafe_b64decode(packed.lstrip(".") + "==")
    found: dict[str, Any] = json.loads(zlib.decompress(raw) if packed.startswith(".") else raw)
    return found


@dataclass(frozen=True)
class Opening:
    """Opens what is sealed in a database, item by item, past every rule."""

    connection: psycopg.Connection[Any]
    vault: Vault

    def values(self, subject: UUID) -> dict[str, str]:
        """What each item of a person opens to; the name of the error where it does not open."""
        found: dict[str, str] = {}
        with self.connection.cursor() as cursor:
            cursor.execute(ITEMS, (subject,))
            for point, item, record, unit, generation, sealed in cursor.fetchall():
                try:
                    name = KeyName(subject, unit, generation)
                    key = self.vault.open_keys([name])[name]
                    value = self.vault.open(key, record, item, sealed).reveal()
                except KeepwordError as error:
                    value = type(error).__name__
                found[f"{point}.{item}"] = value
        return found
