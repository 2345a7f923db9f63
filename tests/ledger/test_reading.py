"""A look shows at once to the person it was about, and to nobody else (P87, PIPA 35)."""

from __future__ import annotations

import shutil
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepword.ledger import inbox
from keepword.ledger.entries import month_of, time_ms_of
from keepword.ledger.errors import BodyClosed
from keepword.ledger.reading import CHUNK, LOWEST, Entry, Place, Reader, rows
from keepword.storage.sql import statement
from tests.ledger.book import CHILD_OF_MAY, GONE, NOW, Book, month_key

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

    def key(month: int) -> bytes:
        asked.append(month)
        return month_key(month)

    book.record(subject=MAY)
    book.integrate()
    book.record(at=30 * DAYS, subject=MAY)
    with book.cursor() as cur:
        found = Reader(key).of_subject(cur, CHILD_OF_MAY, range(202601, 202613))
    assert len(found) == 2
    assert asked == [NEXT, MONTH]


def test_no_key_is_asked_for_a_month_that_the_page_does_not_reach(book: Book) -> None:
    asked: list[int] = []

    def key(month: int) -> bytes:
        asked.append(month)
        return month_key(month)

    for at in (0, 1, 30 * DAYS):
        book.record(at=at, subject=MAY)
    with book.cursor() as cur:
        first = Reader(key).of_subject(cur, CHILD_OF_MAY, [MONTH, NEXT], limit=1)
        assert asked == [NEXT]
        last = Reader(key).of_subject(cur, CHILD_OF_MAY, [MONTH, NEXT], before=first[-1].place)
    assert len(first + last) == 3


def test_pages_follow_each_other_without_gap_or_repeat(book: Book) -> None:
    """Through months, at one and the same moment, among many people, integrated in between."""
    expected = {book.record(at=at, subject=MAY) for at in (0, 0, 0, 1, 2, 30 * DAYS, 30 * DAYS)}
    expected |= {among_many(book, at) for at in (0, 1, 29 * DAYS, 30 * DAYS)}
    book.record(at=1, subject=OTHER)
    seen: list[Entry] = []
    before = None
    while True:
        with book.cursor() as cur:
            page = book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH, NEXT], limit=2, before=before)
        seen += page
        if len(page) < 2:
            break
        before = page[-1].place
        book.integrate(batch=2)
    assert len(seen) == len(expected)
    assert {each.entry for each in seen} == expected
    assert [each.place for each in seen] == sorted((each.place for each in seen), reverse=True)


@given(
    acts=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["one", "many", "other"])), max_size=9
    ),
    limit=st.integers(1, 4),
    waiting=st.integers(0, 9),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_page_is_what_a_walk_would_show(
    book: Book, acts: list[tuple[int, str]], limit: int, waiting: int
) -> None:
    book.scratch.empty()
    book.restart()
    shutil.rmtree(book.folder)
    book.folder.mkdir()
    book.signer = book.new_signer()
    own: list[Place] = []
    for number, (at, kind) in enumerate(acts):
        if number == len(acts) - waiting:
            book.integrate()
        if kind == "many":
            entry = among_many(book, at)
        else:
            entry = book.record(at=at, subject=MAY if kind == "one" else OTHER)
        if kind != "other":
            own.append(Place(time_ms_of(NOW + timedelta(seconds=at)), entry))
    own.sort(reverse=True)
    with book.cursor() as cur:
        for before in [None, *own]:
            page = book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH], limit, before=before)
            rest = own if before is None else own[own.index(before) + 1 :]
            assert [each.place for each in page] == rest[:limit]


def among_many(book: Book, at: int) -> UUID:
    """An act on 200 people, the child of May among them."""
    now = NOW + timedelta(seconds=at)
    row = book.writer.prepare_many(
        {"act": "provide", "outcome": "allowed"},
        entry=uuid4(),
        nonce=bytes(32),
        secret=bytes(32),
        now=now,
        month_key=month_key(month_of(now)),
        subjects=[uuid4() for _ in range(199)] + [CHILD_OF_MAY],
    )
    with book.cursor() as cur:
        inbox.insert(cur, row)
    book.writer.confirm()
    return row.entry


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
        Reader(lambda month: month_key(month + 1)).of_entry(cur, entry)


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


def test_indexes_lead_to_a_page_of_a_persons_entries(book: Book) -> None:
    """Not a look at every entry of the month, nor at every one of the person's."""
    for at in range(40):
        book.record(at=at, subject=MAY)
        book.record(at=at, subject=OTHER)
    among_many(book, 20)
    book.integrate()
    book.run("ANALYZE ledger.entry")
    with book.cursor() as cur:
        tag = book.one("SELECT tag FROM ledger.entry WHERE idx = 0")
        values = {"month": MONTH, "tag": tag, "many": bytes(16), "mark": 0, "share": 0.0,
                  "limit": 5, "before_ms": 2**62, "before_entry": UUID(int=0)}  # fmt: skip
        cur.execute("SET LOCAL enable_seqscan = off")
        cur.execute(b"EXPLAIN " + statement("keepword.ledger", "of_subject").encode(), values)
        plan = "\n".join(row[0] for row in cur.fetchall())
    assert "Seq Scan on entry" not in plan
    assert f"Index Scan using entry_{MONTH}_tag_time_ms_entry_idx" in plan
    assert f"Bitmap Index Scan on entry_{MONTH}_marks_idx" in plan
    assert f"entry_{MONTH}_time_ms_entry_idx" in plan


def test_a_ledger_of_release_0_2_is_brought_to_this_one_and_may_be_so_twice(book: Book) -> None:
    row = book.prepare(subject=MAY)
    for text in (
        "DROP SCHEMA ledger CASCADE",
        statement("keepword.ledger", "0001_ledger"),
        f"CREATE TABLE ledger.entry_{MONTH} PARTITION OF ledger.entry FOR VALUES IN ({MONTH})",
    ):
        book.run(text)
    book.run(
        "INSERT INTO ledger.entry (month, idx, entry, time_ms, commitment, sealed, tag) "
        "VALUES (%s, 0, %s, %s, %s, %s, %s)",
        row.month, row.entry, row.time_ms, row.commitment, row.sealed, row.tag,
    )  # fmt: skip
    for name in ("0002_ledger", "0002_marks", "0002_indexes", "0002_superseded") * 2:
        book.run(statement("keepword.ledger", name))
    with book.cursor() as cur:
        (found,) = book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH])
    assert found.entry == row.entry
    stored = book.one(
        "SELECT string_agg(attname || attstorage::text, ' ' ORDER BY attname) FROM pg_attribute "
        f"WHERE attrelid = 'ledger.entry_{MONTH}'::regclass AND attname IN ('people', 'tags')"
    )
    assert stored == "peoplee tagse"
    kept = book.one("SELECT count(*) FROM pg_class WHERE relname LIKE 'entry%tag_idx'")
    assert kept == 0
