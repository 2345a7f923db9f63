"""A look shows at once to the person it was about, and to nobody else (P87, PIPA 35)."""

from __future__ import annotations

import pytest

from keepword.ledger.errors import BodyClosed
from keepword.ledger.reading import CHUNK, LOWEST, Reader, rows
from keepword.storage.sql import Cursor
from tests.ledger.book import CHILD_OF_MAY, GONE, Book, month_key

MAY, OTHER = str(CHILD_OF_MAY), str(GONE)
MONTH, NEXT = 202607, 202608
DAYS = 24 * 3600


def test_the_entries_of_a_person_newest_first_integrated_or_not(book: Book) -> None:
    first = book.record(at=1, subject=MAY)
    book.record(at=2, subject=OTHER)
    book.record(at=3)
    book.integrate()
    second = book.record(at=4, subject=MAY)
    with book.cursor() as cur:
        found = book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH])
    assert [(e.entry, e.index) for e in found] == [(second, None), (first, 0)]
    assert found[0].body["subject"] == MAY
    assert len(found[0].nonce) == 32


def test_over_several_months_up_to_a_limit(book: Book) -> None:
    entries = [book.record(at=at * DAYS, subject=MAY) for at in (0, 1, 30)]
    book.integrate()
    with book.cursor() as cur:
        found = book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH, NEXT])
        assert [e.entry for e in found] == entries[::-1]
        assert [e.entry for e in book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH])] == [
            entries[1], entries[0],
        ]  # fmt: skip
        few = book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH, NEXT], limit=1)
        assert [e.entry for e in few] == [entries[2]]


def test_no_key_is_asked_for_a_month_without_entries(book: Book) -> None:
    """Asking would make one."""
    asked: list[int] = []

    def key(cur: Cursor, month: int) -> bytes:
        asked.append(month)
        return month_key(cur, month)

    book.record(subject=MAY)
    book.integrate()
    book.record(at=30 * DAYS, subject=MAY)
    with book.cursor() as cur:
        found = Reader(key).of_subject(cur, CHILD_OF_MAY, range(202601, 202613))
    assert len(found) == 2
    assert asked == [MONTH, NEXT]


def test_without_any_entry_there_is_nothing(book: Book) -> None:
    with book.cursor() as cur:
        assert book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH]) == []
        assert book.reader.of_subject(cur, CHILD_OF_MAY, []) == []
        assert book.reader.of_entry(cur, GONE) is None
        assert list(book.reader.walk(cur)) == []


def test_one_entry_by_its_id_before_and_after_integration(book: Book) -> None:
    entry = book.record(subject=MAY, why="생년월일 확인")
    with book.cursor() as cur:
        before = book.reader.of_entry(cur, entry)
    book.integrate()
    with book.cursor() as cur:
        after = book.reader.of_entry(cur, entry)
    assert before is not None
    assert after is not None
    assert (before.index, after.index) == (None, 0)
    assert before.body == after.body
    assert after.body["why"] == "생년월일 확인"


def test_a_walk_goes_through_every_entry_in_order(book: Book) -> None:
    entries = book.fill(CHUNK + 5)
    book.fill(3, at=40 * DAYS)
    book.integrate()
    with book.cursor() as cur:
        walked = list(book.reader.walk(cur))
        assert [e.index for e in walked] == list(range(CHUNK + 8))
        assert [e.entry for e in walked[: len(entries)]] == entries
        assert [e.index for e in book.reader.walk(cur, CHUNK + 6)] == [CHUNK + 6, CHUNK + 7]


def test_the_stored_rows_keep_an_index_that_stands_twice(book: Book) -> None:
    book.record()
    book.record(at=30 * DAYS)
    book.integrate()
    book.run("UPDATE ledger.entry SET idx = 0")
    with book.cursor() as cur:
        assert [(row.index, row.month) for row in rows(cur, LOWEST)] == [(0, MONTH), (0, NEXT)]


def test_only_its_months_key_opens_an_entry(book: Book) -> None:
    entry = book.record()
    with book.cursor() as cur, pytest.raises(BodyClosed):
        Reader(lambda _, month: month_key(None, month + 1)).of_entry(cur, entry)


def test_the_database_holds_no_word_of_a_body(book: Book) -> None:
    book.record(subject=MAY, why="a-distinctive-reason")
    book.integrate()
    book.record(subject=MAY, why="a-distinctive-reason")
    for table in ("inbox", "entry"):
        dumped = book.one(f"SELECT string_agg(t::text, '') FROM ledger.{table} t")
        for word in ("a-distinctive-reason", MAY):
            assert word not in dumped
            assert word.encode().hex() not in dumped
        assert CHILD_OF_MAY.bytes.hex() not in dumped


@pytest.mark.parametrize("name", ["rows", "leaves"])
def test_an_index_leads_to_a_range_of_the_tree(book: Book, name: str) -> None:
    """Not a look at every entry: the log grows for years and is integrated many times a second."""
    from keepword.storage.sql import statement

    book.fill(500)
    book.fill(500, at=30 * DAYS)
    book.integrate()
    book.run("ANALYZE ledger.entry")
    values = {"months": [MONTH, NEXT], "begin": 700, "end": 710, "idx": 700, "month": 0, "limit": 9}
    with book.cursor() as cur:
        cur.execute("SET LOCAL enable_seqscan = off")
        cur.execute(b"EXPLAIN (ANALYZE) " + statement("keepword.ledger", name).encode(), values)
        plan = "\n".join(row[0] for row in cur.fetchall())
    assert "Seq Scan on entry" not in plan
    assert "Rows Removed by Filter" not in plan
