"""A kill between any two steps of the integrator loses, doubles and half-shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keepword.ledger import durable, integrator, publishing
from keepword.ledger.errors import NotInOrder, RolledBack
from keepword.ledger.signing import Signer
from keepword.ledger.verifying import verify_export
from tests.ledger.book import Book


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


STEPS: dict[str, tuple[object, str]] = {
    "rows moved, not committed": (integrator, "_leaf_hashes"),
    "committed, nothing written": (integrator, "_publish"),
    "at a file": (durable, "_write_draft"),
    "at the flush of a folder": (durable, "sync_folders"),
    "at the signature": (Signer, "sign"),
    "at showing the checkpoint": (publishing, "show"),
    "at tidying": (publishing, "_tidy"),
}


def killing(whole: Callable[..., Any], *, at_call: int, after: bool) -> Callable[..., Any]:
    """`whole`, which a kill meets at its n-th call, before or after it did its work."""
    calls = 0

    def half(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at_call and not after:
            raise Killed
        result = whole(*args, **named)
        if calls == at_call:
            raise Killed
        return result

    return half


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at_call", [1, 2])
@pytest.mark.parametrize("step", list(STEPS.values()), ids=list(STEPS))
def test_a_kill_at_any_step_is_made_good(
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[object, str],
    at_call: int,
    after: bool,
) -> None:
    first = book.fill(200)
    book.integrate()
    second = book.fill(100)
    owner, name = step
    with monkeypatch.context() as patched:
        broken = killing(getattr(owner, name), at_call=at_call, after=after)
        patched.setattr(owner, name, broken)
        died = False
        for _ in range(2):
            try:
                book.integrate()
            except Killed:
                died = True
                break
        assert died or at_call == 2
    shown = verify_export(book.public, book.signer.verifier)
    assert shown.findings == ()
    assert shown.size in (200, 300)
    restarted(book)
    assert book.verify().findings == ()
    with book.cursor() as cur:
        assert [e.entry for e in book.reader.walk(cur)] == first + second


def restarted(book: Book) -> None:
    book.restart()
    book.integrate()


@pytest.mark.parametrize("lost", ["tile/0/000", "tile/entries/000", "tile/1/000.p/1", "vkey"])
def test_a_start_completes_what_is_missing(book: Book, lost: str) -> None:
    book.fill(300)
    book.integrate()
    before = (book.public / lost).read_bytes()
    (book.public / lost).unlink()
    restarted(book)
    assert (book.public / lost).read_bytes() == before
    assert book.verify().ok


def test_a_start_puts_the_checkpoint_back(book: Book) -> None:
    book.fill(3)
    book.integrate()
    note = (book.public / "checkpoint").read_bytes()
    (book.public / "checkpoint").unlink()
    restarted(book)
    assert (book.public / "checkpoint").read_bytes() == note


def test_a_published_tile_is_never_written_over(book: Book) -> None:
    """A changed one stays as it is, for whoever looks into it; nothing is signed over it."""
    book.fill(300)
    book.integrate()
    tile = book.public / "tile/0/001.p/44"
    spoilt = bytes(len(tile.read_bytes()))
    tile.write_bytes(spoilt)
    restarted_signer = book.new_signer()
    with pytest.raises(NotInOrder):
        integrator.integrate(book.connection, restarted_signer, book.public)
    assert tile.read_bytes() == spoilt


def test_leftover_tiles_that_were_never_signed_give_way(book: Book) -> None:
    """Written for a tree whose transaction the disk then lost."""
    book.fill(3)
    book.integrate()
    leftover = book.public / "tile/0/000.p/5"
    leftover.write_bytes(bytes(160))
    book.fill(2)
    book.integrate()
    assert book.verify().ok


def test_a_database_that_was_rolled_back_is_not_signed(book: Book) -> None:
    book.fill(3)
    book.integrate()
    shown = (book.public / "checkpoint").read_bytes()
    book.scratch.empty()
    book.restart()
    with pytest.raises(RolledBack):
        book.integrate()
    assert (book.public / "checkpoint").read_bytes() == shown


def test_a_database_with_another_past_is_not_signed(book: Book) -> None:
    book.fill(3)
    book.integrate()
    shown = (book.public / "checkpoint").read_bytes()
    book.scratch.empty()
    book.restart()
    book.fill(400)
    for _ in range(2):
        with pytest.raises((RolledBack, NotInOrder)):
            book.integrate()
    assert (book.public / "checkpoint").read_bytes() == shown


def test_without_its_memory_the_signer_takes_what_was_published(book: Book) -> None:
    book.fill(3)
    book.integrate()
    book.signer.state.unlink()
    book.scratch.empty()
    book.restart()
    with pytest.raises(RolledBack):
        book.integrate()


@pytest.mark.parametrize("memory", [b"", b"nonsense", b"a\n0\n\n"])
def test_a_memory_that_cannot_be_read_is_not_guessed_at(book: Book, memory: bytes) -> None:
    book.fill(3)
    book.integrate()
    book.signer.state.write_bytes(memory)
    book.restart()
    with pytest.raises(RolledBack):
        book.integrate()


def test_a_full_disk_loses_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.fill(3)

    def full(path: Path, data: bytes, mode: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(durable, "_write_draft", full)
        with pytest.raises(OSError, match="No space"):
            book.integrate()
    book.integrate()
    report = book.verify()
    assert report.ok
    assert report.size == 3
