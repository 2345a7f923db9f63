"""Who looked: a page of the entries of a person who has 100 000 among a million.

The log spans a year. The person's entries are sealed as they are in the house; everybody else's
are random bytes of the same length, as nobody opens them. Among the million stand a thousand acts
on 1 000 people each, the person being one of them.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from benchmarks.measure import Figure

ENTRIES = 1_000_000
OWN_EVERY = 10
MANY_EVERY = 1_000
PEOPLE = 1_000
RUNS = 5
DEEP = 300
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SUBJECT = UUID(int=0xA1)
_STEP = timedelta(days=360) / ENTRIES
_COPY = (
    "COPY ledger.entry (month, idx, entry, time_ms, commitment, sealed, tag, people, tags) "
    "FROM STDIN (FORMAT BINARY)"
)
_TYPES = ["int4", "int8", "uuid", "int8", "bytea", "bytea", "bytea", "bytea", "bytea"]


def looks_of_one_person() -> list[Figure]:
    """Milliseconds for the newest page, for one deep down, and for a person without entries."""
    with _log() as connection:
        _fill(connection)
        return _measure(connection)


@contextmanager
def _log() -> Iterator[Any]:
    """A database with our tables in an embedded server of its own."""
    with tempfile.TemporaryDirectory(prefix="kw-bench-") as folder:
        import psycopg

        from keepword.runtime.layout import Layout
        from keepword.runtime.postgres.embedded import EmbeddedPostgres, client
        from keepword.storage.sql import statement

        layout = Layout(Path(folder))
        layout.make()
        with (
            EmbeddedPostgres(layout).hold(),
            psycopg.connect(**_parameters(dict(client(layout))), autocommit=True) as connection,
        ):
            for name in ("0001_ledger", "0002_ledger", "0002_indexes", "0002_superseded"):
                connection.execute(statement("keepword.ledger", name))
            yield connection


def _parameters(found: dict[str, Any]) -> dict[str, Any]:
    return found


def month_key(month: int) -> bytes:
    """A key for each month; what the vault does elsewhere."""
    return sha256(f"month {month}".encode()).digest()


def _fill(connection: Any) -> None:
    """A million entries with one COPY."""
    from keepword.ledger import partitions
    from keepword.ledger.entries import month_of

    months = {month_of(BEGIN + _STEP * n) for n in range(0, ENTRIES, 1_000)}
    with connection.transaction(), connection.cursor() as cur:
        partitions.ensure(cur, months)
        with cur.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in _rows():
                copy.write_row(row)
    connection.execute("VACUUM ANALYZE ledger.entry")


def _rows() -> Iterator[tuple[object, ...]]:
    from keepword.ledger.entries import month_of, time_ms_of
    from keepword.ledger.writer import Writer

    writer = Writer(uuid4())
    length = 0
    body = {"act": "use", "outcome": "allowed", "purpose": "PU6", "items": ["email", "login-id"]}
    for n in range(ENTRIES):
        now, entry, nonce = BEGIN + _STEP * n, uuid4(), secrets.token_bytes(32)
        month = month_of(now)
        if n % MANY_EVERY == 1:
            people = [SUBJECT, *(uuid4() for _ in range(PEOPLE - 1))]
            row = writer.prepare_many(
                body, entry=entry, nonce=nonce, secret=nonce, now=now,
                month_key=month_key(month), subjects=people,
            )  # fmt: skip
        elif n % OWN_EVERY == 0:
            row = writer.prepare(
                body | {"subject": str(SUBJECT)}, entry=entry, nonce=nonce, now=now,
                month_key=month_key(month), subject=SUBJECT,
            )  # fmt: skip
            length = len(row.sealed)
        else:
            tag, sealed = secrets.token_bytes(16), secrets.token_bytes(length)
            yield month, n, entry, time_ms_of(now), nonce, sealed, tag, None, None
            continue
        yield (
            month, n, entry, row.time_ms, row.commitment, row.sealed, row.tag, row.people, row.tags,
        )  # fmt: skip
        writer.confirm()


def _measure(connection: Any) -> list[Figure]:
    from keepword.ledger.reading import Reader

    reader = Reader(month_key)
    months = range(202601, 202613)
    newest: list[float] = []
    deep: list[float] = []
    none: list[float] = []
    with connection.cursor() as cur:
        before = None
        for _ in range(DEEP):
            before = reader.of_subject(cur, SUBJECT, months, before=before)[-1].place
        for _ in range(RUNS):
            newest.append(_milliseconds(reader, cur, SUBJECT))
            deep.append(_milliseconds(reader, cur, SUBJECT, before=before))
            none.append(_milliseconds(reader, cur, uuid4()))
    wanted = "at most 50 ms"
    return [
        Figure("who looked: newest page of 200 of 100 k entries", tuple(newest), "ms", wanted),
        Figure(f"who looked: page {DEEP} of the same", tuple(deep), "ms", wanted),
        Figure("who looked: nobody at this person, in 12 months", tuple(none), "ms", "reported"),
    ]


def _milliseconds(reader: Any, cur: Any, subject: UUID, **where: Any) -> float:
    began = perf_counter()
    reader.of_subject(cur, subject, range(202601, 202613), **where)
    return (perf_counter() - began) * 1_000


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
    for figure in looks_of_one_person():
        print(f"{figure.name:<58} {figure.value:>12,.1f} {figure.unit:<10} {figure.wanted}")
