"""What a verification accepts, how it shares out its work, and from where on it looks (P88)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.pq import TransactionStatus

from keepword.ledger import inbox, merkle
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import month_of
from keepword.ledger.notes import SigningKey
from keepword.ledger.verifying import Report, rows, verify_database, verify_export
from keepword.ledger.writer import Writer
from tests.ledger.book import CHILD_OF_MAY, NOW, ORIGIN, Book, Scratch
from tests.ledger.tampered import DAYS, copied, of_many

MONTH = 202607


def examined(book: Book, **how: Any) -> Report:
    """In a snapshot, unless the case stands in a transaction of its own."""
    alone = book.connection.info.transaction_status == TransactionStatus.IDLE
    with book.cursor() as cur:
        if alone:
            cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        signer, public = book.signer, book.public
        return verify_database(cur, book.reader, public, signer.verifier, signer.state, **how)


def found(report: Report) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in report.findings]


def bodies_of_all_kinds(book: Book) -> None:
    """Texts with and without escapes, in Korean, lists, maps, numbers, one person and many."""
    kinds: list[dict[str, Any]] = [
        {},
        {"subject": str(CHILD_OF_MAY)},
        {"withheld": {"a": "x", "b": "y"}},
        {"withheld": {"b": "x"}, "items": []},
        {"items": ["a", "b"], "consents": [{"id": "1", "kind": "k"}], "human": True},
        {"why": 'A "quoted" word\n'},
        {"why": "아이의 보호자", "count": 2**53 - 1, "less": -5, "none": 0},
        {"이름": "값", "\U0001f43e": "paw", "\ufb01": "ligature"},
    ]
    for at, body in enumerate(kinds * 2):
        book.record(at=at, **body)
    with book.cursor() as cur:
        inbox.insert(cur, of_many(book.writer))
    book.writer.confirm()


def test_bodies_of_all_kinds_are_right_quickly_and_in_full(book: Book) -> None:
    bodies_of_all_kinds(book)
    book.integrate()
    bodies_of_all_kinds(book)
    assert found(examined(book)) == []


def test_several_processes_find_what_one_finds(book: Book) -> None:
    book.fill(9000)
    book.integrate()
    book.run("DELETE FROM ledger.entry WHERE idx IN (4095, 4096)")
    book.run("UPDATE ledger.entry SET sealed = '' WHERE idx = 8500")
    book.run("UPDATE ledger.entry SET commitment = sealed WHERE idx = 5000")
    (book.public / "tile/0/020").unlink()
    alone, told = examined(book, processes=1), list[tuple[int, int]]()
    shared = examined(book, processes=2, progress=lambda done, total: told.append((done, total)))
    assert alone == shared
    assert ("entry-missing", "#4095–4096") in found(alone)
    assert told[-1] == (8998, 8998)
    assert sorted(told) == told


def test_a_writers_numbers_may_come_in_any_order(book: Book) -> None:
    prepared = [book.prepare(at=at) for at in range(20)]
    with book.cursor() as cur:
        for row in prepared[::-1]:
            inbox.insert(cur, row)
    book.writer.confirm()
    book.integrate(batch=7)
    assert found(examined(book)) == []


def test_a_number_repeated_far_away_is_named(book: Book) -> None:
    book.writer = Writer(UUID(int=0xB0))
    book.fill(rows.CHUNK + 10)
    book.integrate()
    forged = book.record(at=rows.CHUNK + 100, writer=Writer(UUID(int=0xB0)))
    book.integrate()
    where = f"{forged} #{rows.CHUNK + 10} ({UUID(int=0xB0)} #1)"
    assert found(examined(book)) == [("number-twice", where)]


class TestWhatAnAuditorHolds:
    """A checkpoint from elsewhere shows what the log alone cannot."""

    @pytest.fixture
    def put_back(self, book: Book, tmp_path: Path) -> bytes:
        """A log of 5, put back as a whole to when it had 3; the checkpoint of 5 was kept."""
        book.writer = Writer(UUID(int=0xB0))
        book.fill(3)
        book.integrate()
        shutil.copytree(book.public, tmp_path / "kept")
        memory, tree = book.signer.state.read_bytes(), book.one("SELECT frontier FROM ledger.tree")
        book.fill(2, at=10)
        book.integrate()
        newer = (book.public / "checkpoint").read_bytes()
        shutil.rmtree(book.public)
        (tmp_path / "kept").rename(book.public)
        book.signer.state.write_bytes(memory)
        book.run("DELETE FROM ledger.entry WHERE idx >= 3")
        book.run("UPDATE ledger.tree SET size = 3, frontier = %s", tree)
        return newer

    def test_a_log_put_back_as_a_whole_fits_itself(self, book: Book, put_back: bytes) -> None:
        assert found(examined(book)) == []

    def test_and_is_found_out_by_a_newer_checkpoint(self, book: Book, put_back: bytes) -> None:
        assert found(examined(book, known=[put_back])) == [("known-ahead", "3 < 5")]
        exported = verify_export(book.public, book.signer.verifier, known=[put_back])
        assert found(exported) == [("known-ahead", "3 < 5")]

    def test_also_after_it_has_grown_on_otherwise(self, book: Book, put_back: bytes) -> None:
        book.restart()
        book.writer = Writer(UUID(int=0xB1))
        book.fill(7, at=50)
        book.integrate()
        assert found(examined(book)) == []
        assert found(examined(book, known=[put_back])) == [("known-contradicts", "5")]
        exported = verify_export(book.public, book.signer.verifier, known=[put_back])
        assert found(exported) == [("known-contradicts", "5")]

    def test_a_checkpoint_that_is_none_of_this_log_says_nothing(self, book: Book) -> None:
        book.fill(2)
        book.integrate()
        forged = SigningKey(ORIGIN, bytes(32)).sign(Checkpoint(ORIGIN, 2, bytes(32)).text).encode()
        for note in (forged, b"nonsense"):
            assert [code for code, _ in found(examined(book, known=[note]))] == ["known-broken"]
            exported = verify_export(book.public, book.signer.verifier, known=[note])
            assert [code for code, _ in found(exported)] == ["known-broken"]

    def test_older_checkpoints_are_continued(self, book: Book) -> None:
        notes: list[bytes] = []
        for count in (1, 255, 1, 300):
            book.fill(count)
            book.integrate()
            notes.append((book.public / "checkpoint").read_bytes())
        assert found(examined(book, known=notes)) == []
        assert verify_export(book.public, book.signer.verifier, known=notes).ok


@pytest.fixture(scope="module")
def template(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Book]:
    scratch = Scratch()
    writer = Writer(UUID(int=0xB0))
    book = Book(scratch, tmp_path_factory.mktemp("grown"), scratch.connect(), writer)
    book.fill(rows.CHUNK + 300)
    book.integrate()
    yield book
    book.connection.close()
    scratch.drop()


class TestSince:
    """A quick run opens what came after, and binds the rest by the tree."""

    COUNT = rows.CHUNK + 300

    @pytest.fixture
    def grown(self, template: Book, tmp_path: Path) -> Iterator[Book]:
        with copied(template, tmp_path) as book:
            yield book

    @pytest.mark.parametrize("since", [rows.CHUNK, rows.CHUNK + 200, 2**62])
    def test_only_what_came_after_is_looked_at(self, grown: Book, since: int) -> None:
        report = examined(grown, since=since)
        assert found(report) == []
        assert (report.since, report.entries) == (rows.CHUNK, 300)

    def test_from_a_time_on(self, grown: Book) -> None:
        later = NOW + timedelta(seconds=rows.CHUNK + 5)
        assert examined(grown, since=later).since == rows.CHUNK
        assert examined(grown, since=later + timedelta(days=300)).since == rows.CHUNK
        assert examined(grown, since=NOW).since == 0

    @pytest.mark.parametrize(
        ("change", "finding"),
        [
            (
                f"UPDATE ledger.entry SET sealed = commitment WHERE idx = {rows.CHUNK + 5}",
                "body-closed",
            ),
            (f"DELETE FROM ledger.entry WHERE idx = {rows.CHUNK + 5}", "entry-missing"),
            ("DELETE FROM ledger.entry WHERE idx = 17", "entry-missing"),
            ("UPDATE ledger.tree SET size = size + 1", "tree-differs"),
            (
                "INSERT INTO ledger.inbox (entry, month, time_ms, commitment, sealed) "
                "SELECT entry, month, time_ms, commitment, sealed FROM ledger.entry WHERE idx = 3",
                "entry-twice",
            ),
        ],
    )
    def test_what_is_wrong_there_is_found(self, grown: Book, change: str, finding: str) -> None:
        grown.run(change)
        assert finding in dict(found(examined(grown, since=rows.CHUNK)))

    @pytest.mark.parametrize("tile", ["tile/1/000.p/17", "tile/0/016", "tile/entries/017.p/44"])
    def test_a_changed_tile_is_found(self, grown: Book, tile: str) -> None:
        path = grown.public / tile
        path.write_bytes(b"\x01" * 5 + path.read_bytes()[5:])
        assert found(examined(grown, since=rows.CHUNK))
        assert not verify_export(grown.public, grown.signer.verifier, since=rows.CHUNK).ok

    def test_an_export_by_index_and_by_time(self, grown: Book) -> None:
        key = grown.signer.verifier
        wanted: list[int | datetime] = [rows.CHUNK + 10, NOW + timedelta(seconds=rows.CHUNK + 200)]
        for since in wanted:
            report = verify_export(grown.public, key, since=since)
            assert report.ok
            assert rows.CHUNK - 256 <= report.since <= rows.CHUNK + 10
            assert report.entries == self.COUNT - report.since
        assert verify_export(grown.public, key, since=NOW).entries == self.COUNT

    def test_a_gap_after_it_is_found_and_none_before_it_invented(self, grown: Book) -> None:
        grown.fill(3, at=self.COUNT + 5)
        grown.run(
            "DELETE FROM ledger.inbox "
            "WHERE time_ms = (SELECT min(time_ms) + 1000 FROM ledger.inbox)"
        )
        missing = ("number-missing", f"{UUID(int=0xB0)} #{self.COUNT + 2}")
        assert found(examined(grown, since=rows.CHUNK)) == [missing]


class TestPruned:
    """Bodies that ended as was announced are told, and are no finding."""

    @pytest.fixture
    def pruned(self, book: Book) -> UUID:
        """July is gone, by the entry that is given back."""
        book.fill(20)
        book.fill(4, at=31 * DAYS)
        book.integrate()
        by = book.record(at=32 * DAYS, act="prune", months=[MONTH], first=0, last=19)
        book.integrate()
        book.run(
            "INSERT INTO ledger.pruned (month, entry, first, last, entries, announced_at) "
            "VALUES (%s, %s, 0, 19, 20, now())",
            MONTH,
            by,
        )
        return by

    def test_it_is_told_by_whom(self, book: Book, pruned: UUID) -> None:
        assert examined(book).pruned == ()
        book.run("UPDATE ledger.entry SET sealed = '' WHERE month = %s", MONTH)
        report = examined(book)
        assert found(report) == []
        assert [(p.by, p.month, p.first, p.last) for p in report.pruned] == [
            (str(pruned), MONTH, 0, 19)
        ]
        assert report.as_record()["pruned"][0]["by"] == str(pruned)

    def test_no_key_is_asked_for_where_no_body_is(self, book: Book, pruned: UUID) -> None:
        book.run("UPDATE ledger.entry SET sealed = '' WHERE month = %s", MONTH)
        asked: list[int] = []
        reader = book.reader
        known = reader.month_key

        def month_key(month: int) -> bytes:
            asked.append(month)
            return known(month)

        reader.month_key = month_key
        with book.cursor() as cur:
            verify_database(
                cur, reader, book.public, book.signer.verifier, book.signer.state, processes=1
            )
        assert asked == [month_of(NOW + timedelta(days=31))]

    def test_more_numbers_missing_than_bodies_pruned_is_a_gap(
        self, book: Book, pruned: UUID
    ) -> None:
        book.record(at=33 * DAYS, writer=Writer(uuid4(), continues=(UUID(int=9), 21)))
        assert ("number-missing", f"{UUID(int=9)} #1–21") in found(examined(book))
        book.run("UPDATE ledger.entry SET sealed = '' WHERE month = %s", MONTH)
        assert ("number-missing", f"{UUID(int=9)} #1–21") in found(examined(book))


def test_the_root_of_blocks_is_the_root_of_entries() -> None:
    hashes = [merkle.leaf_hash(bytes([at % 251])) for at in range(700)]
    blocks = [merkle.root_of(hashes[at : at + 256]) for at in (0, 256)]
    above = merkle.Frontier().grown(blocks)
    tree = merkle.Frontier(512, above.hashes).grown(hashes[512:])
    assert tree == merkle.Frontier().grown(hashes)
