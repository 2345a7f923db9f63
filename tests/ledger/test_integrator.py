"""What is on record gets into the tree: all of it, once, in the order it happened (P88)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from keepword.ledger import inbox, integrator, merkle, publishing, tiles
from keepword.ledger.errors import Busy, NotAnEntry
from keepword.ledger.integrator import ADVISORY_LOCK, integrate
from keepword.ledger.merkle import EMPTY
from keepword.ledger.signing import Signer
from keepword.ledger.verifying import verify_export
from keepword.ledger.writer import Writer
from tests.ledger.book import Book


def test_an_empty_ledger_has_a_checkpoint_from_the_first_round(book: Book) -> None:
    assert book.integrate() == 0
    checkpoint, _ = publishing.latest(book.public, book.signer.verifier)
    assert (checkpoint.size, checkpoint.root) == (0, EMPTY)
    assert publishing.published_key(book.public) == book.signer.verifier
    assert book.verify().ok


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600])
def test_what_is_on_record_is_integrated_and_verifies(book: Book, count: int) -> None:
    book.fill(count)
    assert book.integrate() == count
    assert book.integrate() == 0
    report = book.verify()
    assert report.findings == ()
    assert (report.size, report.entries, report.waiting) == (count, count, 0)
    assert verify_export(book.public, book.signer.verifier).ok


def test_entries_stand_in_the_order_of_their_times(book: Book) -> None:
    late, early = book.record(at=9), book.record(at=1)
    book.integrate()
    with book.cursor() as cur:
        assert [entry.entry for entry in book.reader.walk(cur)] == [early, late]


def test_growing_little_by_little_gives_the_same_files_as_at_once(
    book: Book, tmp_path: Path
) -> None:
    for count in (3, 250, 1, 2, 300):
        book.fill(count)
        book.integrate()
        assert verify_export(book.public, book.signer.verifier).ok
    publishing.export(book.public, tmp_path / "grown")
    (tmp_path / "keys" / "ledger-signed").unlink()
    for tile in sorted(book.public.rglob("*"), reverse=True):
        tile.unlink() if tile.is_file() else tile.rmdir()
    book.signer = book.new_signer()
    book.integrate()
    publishing.export(book.public, tmp_path / "at-once")
    assert files(tmp_path / "grown") == files(tmp_path / "at-once")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_batch_is_the_most_that_one_round_takes(book: Book) -> None:
    book.fill(7)
    assert [book.integrate(batch=3) for _ in range(4)] == [3, 3, 1, 0]
    assert book.verify().ok


def test_partial_tiles_go_once_the_full_one_is_there(book: Book) -> None:
    book.fill(10)
    book.integrate()
    assert (book.public / "tile/0/000.p/10").exists()
    book.fill(246)
    book.integrate()
    assert not (book.public / "tile/0/000.p").exists()
    assert not (book.public / "tile/entries/000.p").exists()
    assert (book.public / "tile/1/000.p/1").exists()


def test_a_transaction_that_commits_late_is_not_passed_over(book: Book) -> None:
    """Begun and inserted before others, committed after they were integrated."""
    other = Writer(UUID(int=77))
    with book.scratch.connect() as slow:
        with slow.transaction(), slow.cursor() as cur:
            late = book.prepare(at=-5, writer=other)
            inbox.insert(cur, late)
            early = book.record(at=1)
            assert book.integrate() == 1
        other.confirm()
    assert book.integrate() == 1
    with book.cursor() as cur:
        assert [e.entry for e in book.reader.walk(cur)] == [early, late.entry]
    assert book.verify().ok


def test_what_is_rolled_back_is_not_there(book: Book) -> None:
    row = book.prepare()
    with book.connection.transaction(force_rollback=True), book.connection.cursor() as cur:
        inbox.insert(cur, row)
    book.writer.forget()
    book.record()
    assert book.integrate() == 1
    assert book.verify().ok


def test_months_have_partitions_of_their_own(book: Book) -> None:
    days = 24 * 3600
    for at in (0, 30 * days, 61 * days):
        book.record(at=at)
    book.integrate()
    book.record(at=10)
    book.integrate()
    months = book.one("SELECT array_agg(DISTINCT month ORDER BY month) FROM ledger.entry")
    assert months == [202607, 202608, 202609]
    assert book.verify().ok


def test_while_one_integrates_another_leaves_it_alone(book: Book) -> None:
    book.fill(3)
    with book.scratch.connect() as other:
        other.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        assert book.integrate() == 0
        assert book.one("SELECT count(*) FROM ledger.inbox") == 3
        other.execute("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))
    assert book.integrate() == 3


def test_two_integrators_and_two_writers_at_once_lose_and_double_nothing(book: Book) -> None:
    done: list[int] = []
    failed: list[BaseException] = []
    writing = threading.Event()
    writing.set()

    def work() -> None:
        try:
            with book.scratch.connect() as own:
                signer = book.new_signer()
                while writing.is_set() or book_has_rows(own):
                    done.append(integrate(own, signer, book.public, batch=7))
        except BaseException as error:
            failed.append(error)
            raise

    def write() -> None:
        with book.scratch.connect() as own, own.cursor() as cur:
            writer = Writer(UUID(int=threading.get_ident()))
            for at in range(60):
                inbox.insert(cur, book.prepare(at, writer))
                writer.confirm()

    def book_has_rows(own: psycopg.Connection[tuple[int]]) -> bool:
        return own.execute("SELECT FROM ledger.inbox LIMIT 1").fetchone() is not None

    integrators = [threading.Thread(target=work) for _ in range(2)]
    writers = [threading.Thread(target=write) for _ in range(2)]
    for thread in (*integrators, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    writing.clear()
    for thread in integrators:
        thread.join()
    assert failed == []
    assert sum(done) == 120
    report = book.verify()
    assert report.findings == ()
    assert report.size == 120


def test_in_either_commit_mode(book: Book) -> None:
    book.fill(2)
    book.connection.autocommit = False
    assert book.integrate() == 2
    book.connection.autocommit = True
    assert book.verify().ok


def test_not_inside_a_transaction_of_somebody_else(book: Book) -> None:
    """It would sign what can still be rolled back."""
    with book.cursor(), pytest.raises(Busy):
        book.integrate()


@contextmanager
def _unchecked(book: Book) -> Iterator[None]:
    """The inbox as somebody leaves it who may change tables."""
    book.run("ALTER TABLE ledger.inbox DROP CONSTRAINT inbox_time_ms_check")
    yield
    book.run("ALTER TABLE ledger.inbox ADD CONSTRAINT inbox_time_ms_check CHECK (time_ms >= 0)")


def test_a_row_that_is_no_entry_stops_the_integrator_and_is_named(book: Book) -> None:
    good = book.record()
    book.integrate()
    bad = book.record(at=1)
    spoil = "UPDATE ledger.inbox SET time_ms = -time_ms WHERE entry = %s"
    with pytest.raises(psycopg.errors.CheckViolation):
        book.run(spoil, bad)
    with _unchecked(book):
        book.run(spoil, bad)
        with pytest.raises(NotAnEntry) as caught:
            book.integrate()
        book.run("DELETE FROM ledger.inbox")
    assert str(bad) in caught.value.message.ko
    with book.cursor() as cur:
        assert [e.entry for e in book.reader.walk(cur)] == [good]


def test_an_export_while_the_ledger_grows_is_whole(book: Book, tmp_path: Path) -> None:
    """The partial tile that its checkpoint names may have given way to the full one."""
    book.fill(200)
    book.integrate()
    older = (book.public / "checkpoint").read_bytes()
    book.fill(400)
    book.integrate()
    (book.public / "checkpoint").write_bytes(older)
    publishing.export(book.public, tmp_path / "export")
    assert verify_export(tmp_path / "export", book.signer.verifier).size == 200
    assert verify_export(tmp_path / "export", book.signer.verifier).ok


def test_every_checkpoint_continues_the_one_before(book: Book) -> None:
    key, signed = book.signer.verifier, []
    for count in (0, 1, 4, 300):
        book.fill(count)
        book.integrate()
        signed.append(publishing.latest(book.public, key)[0])
    source = tiles.source(publishing.fetcher(book.public), signed[-1].size)
    for old in signed:
        path = merkle.prove_consistency(source, old.size, signed[-1].size)
        merkle.check_consistency(old.size, old.root, signed[-1].size, signed[-1].root, path)


class TestABacklog:
    """Of many steps: each tree is published after its transaction, beside the next one."""

    @pytest.fixture(autouse=True)
    def small_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(integrator, "STEP", 100)
        monkeypatch.setattr(integrator, "BATCH", 1000)

    @pytest.mark.parametrize("before", [0, 3, 256, 300])
    def test_is_integrated_in_one_call(self, book: Book, before: int) -> None:
        book.fill(before)
        book.integrate()
        book.fill(730, at=1000)
        assert book.integrate(batch=1000) == 730
        report = book.verify()
        assert report.findings == ()
        assert (report.size, report.waiting) == (before + 730, 0)

    def test_a_new_process_begins_with_the_files_that_are_there(self, book: Book) -> None:
        book.fill(350)
        book.integrate(batch=1000)
        book.restart()
        book.fill(350, at=1000)
        assert book.integrate(batch=1000) == 350
        assert book.verify().findings == ()

    def test_every_step_is_signed_and_shown_in_its_turn(
        self, book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown: list[int] = []
        whole = publishing.publish

        def publish(public: Path, signer: Signer, tree: merkle.Frontier, leaves: Any) -> None:
            whole(public, signer, tree, leaves)
            shown.append(publishing.latest(public, signer.verifier)[0].size)
            assert verify_export(public, signer.verifier).ok

        monkeypatch.setattr(publishing, "publish", publish)
        book.fill(330)
        assert book.integrate(batch=250) == 250
        assert book.integrate(batch=250) == 80
        assert shown == [100, 200, 250, 330]

    @pytest.mark.parametrize("at", [1, 2, 3])
    def test_what_cannot_be_published_is_said_and_made_good(
        self, book: Book, monkeypatch: pytest.MonkeyPatch, at: int
    ) -> None:
        calls, whole = 0, publishing.publish

        def publish(*given: Any) -> None:
            nonlocal calls
            calls += 1
            if calls == at:
                raise OSError(28, "No space left on device")
            whole(*given)

        book.integrate()
        book.fill(330)
        with monkeypatch.context() as patched:
            patched.setattr(publishing, "publish", publish)
            with pytest.raises(OSError, match="No space"):
                book.integrate(batch=1000)
        while book.integrate(batch=1000):
            pass
        assert book.verify().findings == ()

    def test_a_row_that_is_no_entry_stops_the_steps_after_it_only(self, book: Book) -> None:
        book.integrate()
        book.fill(150)
        bad = book.record(at=5000)
        with _unchecked(book):
            book.run("ALTER TABLE ledger.inbox DROP CONSTRAINT inbox_commitment_check")
            book.run("UPDATE ledger.inbox SET commitment = '' WHERE entry = %s", bad)
            with pytest.raises(NotAnEntry, match=str(bad)):
                book.integrate(batch=1000)
            book.run("DELETE FROM ledger.inbox WHERE entry = %s", bad)
            while book.integrate(batch=1000):
                pass
        assert verify_export(book.public, book.signer.verifier).size == 150
