"""The cursor of the hot paths answers as psycopg's own does, and prepares each statement once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors, pq

from keepword.storage.prepared import PreparedCursor

ONE = UUID("6f1d2a52-0c39-4a53-8d3f-3b1fbe8a7a01")

_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_days = st.dates(date(1, 1, 1), date(9999, 12, 31))
_times = st.floats(0, 4e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_values: list[tuple[str, st.SearchStrategy[Any]]] = [
    ("uuid", st.uuids()),
    ("bytea", st.binary(max_size=40)),
    ("text", _texts),
    ("integer", st.integers(-(2**31), 2**31 - 1)),
    ("bigint", st.integers(-(2**63), 2**63 - 1)),
    ("boolean", st.booleans()),
    ("double precision", st.floats(allow_nan=False)),
    ("date", _days),
    ("timestamptz", _times),
    ("uuid[]", st.lists(st.uuids(), max_size=4)),
    ("text[]", st.lists(_texts, max_size=4)),
    ("bytea[]", st.lists(st.binary(max_size=9), max_size=4)),
    ("bigint[]", st.lists(st.integers(-(2**63), 2**63 - 1), max_size=4)),
]


@pytest.fixture(scope="module")
def connection(tcp_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """One that prepares nothing by itself."""
    with psycopg.connect(tcp_database_url, prepare_threshold=None) as own:
        yield own


@pytest.fixture(autouse=True)
def _nothing_stays(connection: psycopg.Connection[Any]) -> Iterator[None]:
    yield
    if not connection.closed:
        connection.rollback()


def prepared(connection: psycopg.Connection[Any]) -> set[str]:
    found = connection.execute("SELECT name FROM pg_prepared_statements").fetchall()
    return {row[0] for row in found}


@pytest.mark.parametrize(("kind", "values"), _values, ids=[kind for kind, _ in _values])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_value_goes_there_and_back_as_with_psycopg(
    connection: psycopg.Connection[Any], kind: str, values: st.SearchStrategy[Any], data: Any
) -> None:
    value = data.draw(st.none() | values)
    asked = f"SELECT %(value)s::{kind}, %(value)s::{kind} IS NULL, 'a%%' LIKE 'a%%'"
    given_ = {"value": value, "unused": object()}
    ours = PreparedCursor(connection).execute(asked, given_).fetchall()
    theirs = psycopg.Cursor(connection).execute(asked, {"value": value}, binary=True).fetchall()
    assert ours == theirs == [(value, value is None, True)]
    assert [type(each) for each in ours[0]] == [type(each) for each in theirs[0]]


def test_a_statement_is_prepared_once_and_outlives_a_rollback(
    connection: psycopg.Connection[Any],
) -> None:
    before = prepared(connection)
    for number in range(7):
        cur = PreparedCursor(connection)
        assert cur.execute("SELECT %s::int + 41", (number,)).fetchone() == (number + 41,)
        connection.rollback()
    assert len(prepared(connection) - before) == 1


def test_it_begins_the_transaction_that_psycopg_ends(
    connection: psycopg.Connection[Any], tcp_database_url: str
) -> None:
    cur = PreparedCursor(connection)
    cur.execute("SELECT set_config('lock_timeout', %s, false)", ("1s",))
    assert connection.info.transaction_status == pq.TransactionStatus.INTRANS
    connection.rollback()
    connection.execute("CREATE TABLE kept (number integer)")
    connection.commit()
    try:
        cur.execute("INSERT INTO kept VALUES (%s)", (1,))
        connection.rollback()
        cur.execute("INSERT INTO kept VALUES (%s)", (2,))
        connection.commit()
        with psycopg.connect(tcp_database_url) as other:
            assert other.execute("SELECT number FROM kept").fetchall() == [(2,)]
    finally:
        connection.execute("DROP TABLE kept")
        connection.commit()


def test_rows_come_one_by_one_some_at_a_time_or_all(connection: psycopg.Connection[Any]) -> None:
    cur = PreparedCursor(connection)
    many = "SELECT n FROM generate_series(1, %s) AS n"
    cur.execute(many, (5,))
    assert cur.rowcount == 5
    assert (cur.fetchone(), cur.fetchmany(2), cur.fetchall()) == ((1,), [(2,), (3,)], [(4,), (5,)])
    assert (cur.fetchone(), cur.fetchall()) == (None, [])
    assert list(cur.execute(many, (3,))) == [(1,), (2,), (3,)]
    assert cur.execute(many, (0,)).fetchall() == []


@pytest.mark.parametrize(
    ("asked", "values", "expected"),
    [
        ("SELECT 1", None, [(1,)]),
        ("SELECT %s::text", ("",), [("",)]),
        ("SELECT %(a)s::text || %(b)s::text || %(a)s::text", {"a": "x", "b": "y"}, [("xyx",)]),
        ("SELECT %s::numeric", (Decimal("1.5"),), [(Decimal("1.5"),)]),
        ("SELECT %s::int[]", ([],), [([],)]),
        (b"SELECT %s::int", (4,), [(4,)]),
    ],
)
def test_what_it_does_not_know_psycopg_does(
    connection: psycopg.Connection[Any], asked: Any, values: Any, expected: list[Any]
) -> None:
    found = PreparedCursor(connection).execute(asked, values).fetchall()
    theirs = psycopg.Cursor(connection).execute(asked, values).fetchall()
    assert found == theirs == expected


def test_a_mistake_is_psycopgs_own_error(connection: psycopg.Connection[Any]) -> None:
    cur = PreparedCursor(connection)
    with pytest.raises(errors.DivisionByZero):
        cur.execute("SELECT 1 / %s::int", (0,))
    with pytest.raises(errors.InFailedSqlTransaction):
        cur.execute("SELECT %s::int", (0,))
    connection.rollback()
    with pytest.raises(errors.SyntaxError):
        cur.execute("SELECTION %s", (0,))


def test_in_a_pipeline_or_where_psycopg_prepares_itself_it_is_psycopgs(
    connection: psycopg.Connection[Any], tcp_database_url: str
) -> None:
    with connection.pipeline():
        cur = PreparedCursor(connection)
        assert cur.execute("SELECT %s::int", (1,)).fetchone() == (1,)
    with psycopg.connect(tcp_database_url) as usual:
        assert PreparedCursor(usual).execute("SELECT %s::int", (2,)).fetchone() == (2,)
        assert not any(name.startswith("kw_") for name in prepared(usual))


def _go_on(cur: PreparedCursor) -> None:
    for _ in range(20):
        cur.execute("SELECT %s::int, pg_sleep(0.05)", (1,))


def test_a_lost_connection_is_an_operational_error(tcp_database_url: str) -> None:
    """So that the door says that nothing was done."""
    with (
        psycopg.connect(tcp_database_url, prepare_threshold=None) as lost,
        psycopg.connect(tcp_database_url, autocommit=True) as other,
    ):
        cur = PreparedCursor(lost)
        cur.execute("SELECT %s::int", (1,))
        other.execute("SELECT pg_terminate_backend(%s)", (lost.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError):
            _go_on(cur)
        assert lost.closed
        with pytest.raises(psycopg.OperationalError):
            PreparedCursor(lost).execute("SELECT %s::int", (1,))
