"""A cursor for short statements that run again and again: prepared once on each connection.

psycopg's own cursor looks at every value and keeps a state of its own, which is three quarters of
what a short statement costs the client (docs/adr/0027). This one asks libpq directly: names become
numbers once, values travel as they are stored, and the transaction begins where psycopg would begin
it. What it does not know (a value of another type, several statements at once) psycopg does.

It needs a connection that prepares nothing by itself (`prepare_threshold` None): at a rollback
psycopg drops every prepared statement of the server together with its own.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, Self
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors, pq
from psycopg.abc import Params
from psycopg.adapt import Transformer

_PLACE = re.compile(r"%(?:\((\w+)\))?[sbt]|%%")
_TEXT, _BINARY = pq.Format.TEXT, pq.Format.BINARY
_DONE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_INT4 = 2**31

Row = tuple[Any, ...]


class _Sent(NamedTuple):
    """A value on its way: its type's number in PostgreSQL (pg_type.dat), format and bytes."""

    type: int
    format: pq.Format
    value: bytes | None


class _Statement(NamedTuple):
    """A text with numbered places, and which value goes to which: by name, or in order."""

    text: bytes
    names: tuple[str, ...]


_Key = tuple[bytes, tuple[int, ...]]
_PREPARED: WeakKeyDictionary[psycopg.Connection[Any], dict[_Key, bytes]] = WeakKeyDictionary()


class PreparedCursor(psycopg.Cursor[Any]):
    """As psycopg's cursor, with rows as tuples; every statement with values is prepared."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self._known = _PREPARED.setdefault(connection, {})
        self._own: list[Row] | None = None
        self._at = 0
        self._count = -1

    def execute(
        self,
        query: Any,
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        """Run a statement; see psycopg.

        Raises:
            psycopg.Error: what the server says.
        """
        if params and isinstance(query, str) and self._may():
            found = _read(query, isinstance(params, Mapping))
            sent = _sent(found, params)
            if sent is not None:
                self._run(found, sent)
                return self
        self._own = None
        return super().execute(query, params, prepare=prepare, binary=binary)

    def executemany(
        self, query: Any, params_seq: Iterable[Params], *, returning: bool = False
    ) -> None:
        """One after the other: no statement of ours is run so often that more would pay."""
        for params in params_seq:
            self.execute(query, params)

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        if self._own is None:
            return super().fetchone()
        if self._at == len(self._own):
            return None
        self._at += 1
        return self._own[self._at - 1]

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        if self._own is None:
            return super().fetchall()
        rows, self._at = self._own[self._at :], len(self._own)
        return rows

    def fetchmany(self, size: int = 0) -> list[Any]:
        """At most `size` of them."""
        if self._own is None:
            return super().fetchmany(size)
        rows = self._own[self._at : self._at + (size or self.arraysize)]
        self._at += len(rows)
        return rows

    def __next__(self) -> Any:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    @property
    def rowcount(self) -> int:
        """Rows that the statement touched or brought."""
        return super().rowcount if self._own is None else self._count

    def _may(self) -> bool:
        server = self.connection.pgconn
        return (
            self.connection.prepare_threshold is None
            and not self.closed
            and server.pipeline_status == pq.PipelineStatus.OFF
        )

    def _run(self, found: _Statement, sent: Sequence[_Sent]) -> None:
        connection, server = self.connection, self.connection.pgconn
        if not connection.autocommit and server.transaction_status == pq.TransactionStatus.IDLE:
            self._checked(server.exec_(b"BEGIN"))
        key = (found.text, tuple([each.type for each in sent]))
        name = self._known.get(key)
        if name is None:
            name = b"kw_%d" % len(self._known)
            self._checked(server.prepare(name, found.text, key[1]))
            self._known[key] = name
        values: Any = [each.value for each in sent]  # psycopg's stub has no None among them
        formats = [each.format for each in sent]
        result = self._checked(server.exec_prepared(name, values, formats, _BINARY))
        self._own, self._at, self._count = self._rows(result), 0, result.command_tuples or 0

    def _rows(self, result: pq.abc.PGresult) -> list[Row]:
        if not result.ntuples:
            return []
        reading = Transformer.from_context(self.connection)
        reading.set_pgresult(result, format=_BINARY)
        rows: list[Row] = reading.load_rows(0, result.ntuples, tuple)
        return rows

    def _checked(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status in _DONE:
            return result
        if self.connection.pgconn.status == pq.ConnStatus.BAD:
            raise psycopg.OperationalError("the connection is lost")
        raise errors.error_from_result(result, encoding="utf-8")


@cache
def _read(query: str, named: bool) -> _Statement:
    """The statement with numbers in the places of names."""
    places: dict[str, int] = {}

    def number(place: re.Match[str]) -> str:
        if place.group() == "%%":
            return "%"
        name = place.group(1) if named else str(len(places))
        return f"${places.setdefault(name, len(places) + 1)}"

    text = _PLACE.sub(number, query).encode()
    return _Statement(text, tuple(places))


def _sent(found: _Statement, params: Params) -> list[_Sent] | None:
    """The values in the order of their places; None where psycopg has to send them."""
    if isinstance(params, Mapping):
        values: Iterable[object] = [params[name] for name in found.names]
    else:
        values = params
    sent = []
    for value in values:
        encode = _ENCODERS.get(type(value))
        each = encode(value) if encode is not None else None
        if each is None:
            return None
        sent.append(each)
    return sent


def _int(value: int) -> _Sent | None:
    """As small as psycopg would send it, but never below four bytes."""
    if -_INT4 <= value < _INT4:
        return _Sent(23, _BINARY, value.to_bytes(4, "big", signed=True))
    if -(2**63) <= value < 2**63:
        return _Sent(20, _BINARY, value.to_bytes(8, "big", signed=True))
    return None


def _str(value: str) -> _Sent | None:
    """Of no type yet, as psycopg sends it: the statement tells."""
    return None if "\0" in value else _Sent(0, _TEXT, value.encode())


def _list(values: Sequence[object]) -> _Sent | None:
    """An array of one type, in the binary form of array_send (utils/adt/arrayfuncs.c)."""
    kinds = {type(each) for each in values}
    if len(kinds) != 1:
        return None
    known = _ARRAYS.get(kinds.pop())
    if known is None:
        return None
    array, element, encode = known
    parts = [struct.pack("!iiIii", 1, 0, element, len(values), 1)]
    for each in values:
        value = encode(each)
        parts += (len(value).to_bytes(4, "big"), value)
    return _Sent(array, _BINARY, b"".join(parts))


_ENCODERS: Mapping[type, Any] = {
    UUID: lambda value: _Sent(2950, _BINARY, value.bytes),
    bytes: lambda value: _Sent(17, _BINARY, value),
    str: _str,
    int: _int,
    bool: lambda value: _Sent(16, _BINARY, b"\1" if value else b"\0"),
    float: lambda value: _Sent(701, _BINARY, struct.pack("!d", value)),
    date: lambda value: _Sent(1082, _TEXT, value.isoformat().encode()),
    datetime: lambda value: (
        _Sent(1184, _TEXT, value.isoformat().encode()) if value.tzinfo is not None else None
    ),
    type(None): lambda _: _Sent(0, _TEXT, None),
    list: _list,
}

_ARRAYS: Mapping[type, tuple[int, int, Any]] = {
    UUID: (2951, 2950, lambda value: value.bytes),
    str: (1009, 25, lambda value: value.encode()),
    bytes: (1001, 17, bytes),
    int: (1016, 20, lambda value: value.to_bytes(8, "big", signed=True)),
}
"""By the type of all elements: of the array, of an element, and how one is written."""
