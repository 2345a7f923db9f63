"""What the table wants, what the catalog says, and the statements between the two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from keepword.runtime.dbroles import table
from keepword.runtime.dbroles.errors import GrantsUnfit
from keepword.runtime.dbroles.names import PUBLIC, SERVING, user
from keepword.storage.sql import statement

Connection = psycopg.Connection[Any]

_WORD = re.compile(r"([A-Z]+)(?:\(([^)]*)\))?(?:\s+|$)")
_NAMES = frozenset(user(role) for role in SERVING)

_GRANT = sql.SQL("GRANT {} ON {} TO {}")
_REVOKE = sql.SQL("REVOKE {} ON {} FROM {}")
_WHOLE = sql.SQL("")


class Right(NamedTuple):
    """One right of one grantee. `column` is empty for the whole object."""

    grantee: str
    kind: str
    object: str
    column: str
    privilege: str

    def __str__(self) -> str:
        of = f"({self.column})" if self.column else ""
        return f"{self.grantee}: {self.privilege}{of} {self.object}"


@dataclass(frozen=True, slots=True)
class Things:
    """What there is to have rights on: columns by table, and functions."""

    columns: dict[str, frozenset[str]]
    functions: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """Tables and functions."""
        return frozenset(self.columns) | self.functions


@dataclass(frozen=True, slots=True)
class Difference:
    """How a database departs from the table."""

    missing: frozenset[Right]
    beyond: frozenset[Right]


def things(connection: Connection) -> Things:
    """What this database has."""
    columns: dict[str, set[str]] = {}
    functions = set()
    for kind, name, column in connection.execute(_sql("things")):
        if kind == "table":
            columns.setdefault(name, set()).add(column)
        else:
            functions.add(name)
    return Things({n: frozenset(c) for n, c in columns.items()}, frozenset(functions))


def present(connection: Connection) -> frozenset[str]:
    """The serving roles that the server has, by their names there."""
    found = connection.execute(_sql("roles"), {"names": sorted(_NAMES)})
    return frozenset(row[0] for row in found)


def wanted(there: Things, roles: Iterable[str], database: str) -> frozenset[Right]:
    """What the table gives these roles in a database that has these things.

    Raises:
        GrantsUnfit: a line speaks of what is not there.
    """
    lines = {name: {user(r): t for r, t in line.items()} for name, line in table.TABLES.items()}
    known = frozenset(lines) | frozenset(table.FUNCTIONS)
    absent = known - there.names
    if absent:
        raise GrantsUnfit(sorted(absent))
    found: set[Right] = set()
    for role in roles:
        found.add(Right(role, "database", database, "", "CONNECT"))
        for name in known:
            mine = set(
                _of_line(role, name, lines[name].get(role, ""))
                if name in lines
                else _of_function(role, name)
            )
            if mine:
                found |= mine | {Right(role, "schema", name.partition(".")[0], "", "USAGE")}
    _check_columns(found, there)
    return frozenset(found)


def held(connection: Connection, *, everywhere: bool = True) -> frozenset[Right]:
    """What anybody else than the owner of a thing may do with it.

    Args:
        connection: to the database.
        everywhere: on what is somebody else's too, not only on what is ours to grant.
    """
    rows = connection.execute(_sql("rights")).fetchall()
    return frozenset(Right(*right) for *right, ours in rows if ours or everywhere)


def difference(connection: Connection) -> Difference:
    """What this database lacks and what is too much, for PUBLIC and for the roles it has.

    Of PUBLIC only what is ours to revoke. Rights of other people's roles are theirs who granted
    them: `strangers`.

    Raises:
        GrantsUnfit: the table does not fit the database.
    """
    want = wanted(things(connection), present(connection), connection.info.dbname)
    have = {right for right in held(connection) if right.grantee in _NAMES}
    have |= {right for right in held(connection, everywhere=False) if right.grantee == PUBLIC}
    return Difference(want - have, frozenset(have - want))


def strangers(connection: Connection) -> frozenset[Right]:
    """Rights of roles that are none of ours."""
    return frozenset(r for r in held(connection) if r.grantee not in _NAMES | {PUBLIC})


def unlisted(connection: Connection) -> frozenset[str]:
    """Tables and functions without a line of their own."""
    known = frozenset(table.TABLES) | frozenset(table.FUNCTIONS)
    return things(connection).names - known


def apply(connection: Connection) -> int:
    """Make the rights of this database those of the table; how many that changed.

    Takes away before it gives: revoking a right on a table takes those on its columns too.
    `connection` is the owner's, in autocommit mode.
    """
    with connection.transaction():
        beyond = difference(connection).beyond & held(connection, everywhere=False)
        for each in statements(_REVOKE, beyond):
            connection.execute(each)
        missing = difference(connection).missing
        for each in statements(_GRANT, missing):
            connection.execute(each)
        if search_path(connection) != table.SEARCH_PATH:
            connection.execute(_search_path(connection.info.dbname))
    return len(beyond) + len(missing)


def search_path(connection: Connection) -> str | None:
    """What the database sets, if it does."""
    row = connection.execute(_sql("search_path")).fetchone()
    return None if row is None else row[0]


def statements(template: sql.SQL, rights: Iterable[Right]) -> Iterator[sql.Composed]:
    """One GRANT or REVOKE for each right, in a fixed order."""
    for right in sorted(rights):
        column = (
            sql.SQL("({})").format(sql.Identifier(right.column)) if right.column else sql.SQL("")
        )
        what = sql.SQL(_literal(right.privilege)) + column
        who = sql.SQL("PUBLIC") if right.grantee == PUBLIC else sql.Identifier(right.grantee)
        yield template.format(what, _on(right), who)


def _on(right: Right) -> sql.Composed:
    """The object as a statement names it."""
    kind = sql.SQL(_literal(right.kind.upper()))
    if right.kind in ("database", "schema"):
        return sql.SQL("{} {}").format(kind, sql.Identifier(right.object))
    schema, _, rest = right.object.partition(".")
    if right.kind != "function":
        return sql.SQL("{} {}").format(kind, sql.Identifier(schema, rest))
    name, _, arguments = rest.partition("(")
    of = sql.SQL(_literal(f"({arguments}"))
    return sql.SQL("{} {}{}").format(kind, sql.Identifier(schema, name), of)


def _of_line(role: str, name: str, text: str) -> Iterator[Right]:
    """`SELECT(a, b) INSERT` as rights."""
    place = 0
    while place < len(text):
        word = _WORD.match(text, place)
        if word is None:
            raise ValueError(f"{name}: {text!r} is no list of rights")
        place = word.end()
        for column in (word[2] or "").split(","):
            yield Right(role, "table", name, column.strip(), word[1])


def _of_function(role: str, name: str) -> Iterator[Right]:
    if role in {user(each) for each in table.FUNCTIONS[name]}:
        yield Right(role, "function", name, "", "EXECUTE")


def _check_columns(rights: Iterable[Right], there: Things) -> None:
    named = {(r.object, r.column) for r in rights if r.column}
    unfit = [f"{name}.{column}" for name, column in named if column not in there.columns[name]]
    if unfit:
        raise GrantsUnfit(sorted(unfit))


def _search_path(database: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} SET search_path = {}").format(
        sql.Identifier(database), sql.SQL(_literal(table.SEARCH_PATH))
    )


def _literal(text: Any) -> LiteralString:
    """Words of the catalog and of our own table: nobody outside writes them."""
    words: LiteralString = text
    return words


def _sql(name: str) -> LiteralString:
    return statement("keepword.runtime.dbroles", name)
