"""A witness sees that the log only grows; without it nothing is published (P88).

The witness is one of the tests' own, after C2SP tlog-witness, behind HTTP.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from keepword.ledger import (
    checkpoints,
    durable,
    posting,
    publishing,
    witnesses,
)
from keepword.ledger.cosignatures import NotWitnessed, witnessed
from keepword.ledger.errors import RolledBack
from keepword.ledger.witnesses import Known, Memory, Policy
from keepword.ledger.writer import Writer
from keepword.runtime.integrator import Loop
from keepword.runtime.witnesses import Witnessing
from tests.ledger.book import NOW, ORIGIN, Book
from tests.ledger.witness import TEXT, TestWitness, serving, until

QUICK = partial(posting.post, seconds=0.3)


@pytest.fixture
def pair(book: Book) -> Iterator[tuple[TestWitness, TestWitness]]:
    """Two witnesses that know the log."""
    known = {ORIGIN: book.signer.vkey}
    two = TestWitness("witness.example/a", 1, known), TestWitness("witness.example/b", 2, known)
    with serving(*two):
        yield two


class House:
    """A log with its loop; time goes on by a second with every round."""

    def __init__(self, book: Book, *asked: TestWitness, quorum: int | None = None) -> None:
        self.book = book
        self.second = 0.0
        self.loop: Loop | None = None
        witnesses.write(book.folder, Policy(tuple(each.listed for each in asked), quorum))
        self.start()

    def start(self) -> None:
        """A new process."""
        if self.loop is not None:
            self.loop.close()
        self.book.signer = self.book.new_signer()
        self.witnessing = Witnessing(
            self.book.folder, self.book.public, self.book.signer, 1,
            post=QUICK, now=lambda: NOW, ticks=lambda: self.second,
        )  # fmt: skip
        connect = self.book.scratch.connect
        self.loop = Loop(connect, self.book.signer, self.book.public, self.witnessing)

    def round(self) -> None:
        self.second += 1
        assert self.loop is not None
        self.loop.round()

    def until(self, done: Callable[[], bool]) -> None:
        until(done, self.round)

    @property
    def shown(self) -> int:
        """Entries of the published checkpoint; -1 where there is none."""
        note = durable.read(self.book.public / publishing.CHECKPOINT)
        return -1 if note is None else checkpoints.parse(note)[0].size

    @property
    def tree(self) -> int:
        """Entries that are integrated."""
        size: int = self.book.one("SELECT size FROM ledger.tree")
        return size

    def known(self, witness: TestWitness) -> Known:
        return Memory.read(self.book.folder).of(witness.listed.key)

    def accepts(self, quorum: int, *trusted: TestWitness) -> bool:
        """Whether a reader who trusts these takes the published checkpoint."""
        key = witnessed(self.book.signer.verifier, [t.listed.key for t in trusted], quorum)
        try:
            publishing.latest(self.book.public, key)
        except NotWitnessed:
            return False
        return True


@pytest.fixture
def closing() -> Iterator[Callable[[House], House]]:
    """Closes the loops that a test opens."""
    opened: list[House] = []

    def keep(house: House) -> House:
        opened.append(house)
        return house

    yield keep
    for house in opened:
        assert house.loop is not None
        house.loop.close()


Closing = Callable[[House], House]
Pair = tuple[TestWitness, TestWitness]
LIAR = TestWitness("witness.example/a", 9, {})


# -- rounds --------------------------------------------------------------------------------------


def test_what_is_published_is_cosigned(book: Book, pair: Pair, closing: Closing) -> None:
    house = closing(House(book, *pair, quorum=2))
    for size in (0, 3, 260, 600):
        book.fill(size - max(house.tree, 0))
        house.until(lambda size=size: house.shown == size)  # type: ignore[misc]
        assert house.accepts(2, *pair)
    assert book.verify().ok
    assert [each.seen[ORIGIN][0] for each in pair] == [600, 600]
    assert house.known(pair[0]) == Known(600, pair[0].now)


def test_without_the_quorum_entries_are_integrated_and_nothing_is_published(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, *pair, quorum=2))
    house.until(lambda: house.shown == 0)
    pair[1].hold.clear()  # it takes its time
    for _ in range(4):
        book.fill(2)
        house.round()
    assert (house.tree, house.shown) == (8, 0)
    last = book.signer.last()
    assert last is not None
    assert last[0].size == 8
    house.until(lambda: house.known(pair[1]).failed == "not-reached")
    assert house.shown == 0
    assert book.verify().ok  # the signer is ahead of what is shown, and that is in order
    pair[1].hold.set()
    house.until(lambda: house.shown == 8)
    assert house.accepts(2, *pair)


def test_one_that_is_down_does_not_stop_a_quorum_of_the_others(
    book: Book, pair: Pair, closing: Closing
) -> None:
    gone = TestWitness("witness.example/gone", 3, {})
    gone.url = "http://127.0.0.1:1/w"
    house = closing(House(book, gone, pair[0]))
    for _ in range(3):
        book.record()
        house.until(lambda: house.shown == house.tree)
    assert house.accepts(1, pair[0])
    assert not house.accepts(1, gone)
    house.until(lambda: house.known(gone).failed == "not-reached")
    assert house.known(gone).since == int(NOW.timestamp())


def test_a_late_cosignature_is_added_while_its_checkpoint_stands(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, *pair, quorum=1))
    pair[1].hold.clear()
    book.record()
    house.until(lambda: house.shown == 1)
    assert not house.accepts(2, *pair)
    house.witnessing._post = posting.post  # the answer that is waited for comes in time
    pair[1].hold.set()
    book.record()
    house.until(lambda: house.shown == 2 and house.accepts(2, *pair))


def test_a_memory_that_is_lost_costs_one_more_request(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, pair[0]))
    book.fill(5)
    house.until(lambda: house.shown == 5)
    (book.folder / witnesses.MEMORY_FILE).unlink()
    house.start()
    pair[0].requests.clear()
    book.fill(2)
    house.until(lambda: house.shown == 7)
    assert [each.split(b"\n")[0] for each in pair[0].requests] == [b"old 0", b"old 5"]


def test_a_restart_takes_no_cosignature_away(book: Book, pair: Pair, closing: Closing) -> None:
    house = closing(House(book, *pair, quorum=2))
    book.fill(3)
    house.until(lambda: house.shown == 3)
    before = (book.public / publishing.CHECKPOINT).read_bytes()
    asked = len(pair[0].requests)
    witnesses.write(book.folder, Policy())
    house.start()
    house.round()
    witnesses.write(book.folder, Policy((pair[0].listed,)))
    house.round()
    assert (book.public / publishing.CHECKPOINT).read_bytes() == before
    assert len(pair[0].requests) == asked


def test_a_kill_between_signature_and_cosignature_is_made_up_for(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, pair[0]))
    house.until(lambda: house.shown == 0)
    book.fill(3)
    book.signer.withholds = True
    book.integrate()  # signed, and then the process is gone
    assert house.shown == 0
    house.start()
    house.until(lambda: house.shown == 3)


def test_when_the_last_witness_is_given_up_the_log_is_published_again(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, pair[0]))
    pair[0].replies = [(404, TEXT, b"")] * 50
    book.fill(2)
    house.until(lambda: house.known(pair[0]).failed == "witness-refused")
    assert house.shown == -1
    witnesses.write(book.folder, Policy())
    house.round()
    assert house.shown == 2


def test_in_a_demo_cosignatures_are_welcome_and_not_waited_for(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, pair[0], quorum=0))
    pair[0].hold.clear()
    book.fill(2)
    house.round()
    assert house.shown == 2
    assert not house.accepts(1, pair[0])
    pair[0].hold.set()
    house.until(lambda: house.accepts(1, pair[0]))


def test_a_list_that_cannot_be_read_keeps_everything_from_being_shown(
    book: Book, pair: Pair, closing: Closing
) -> None:
    house = closing(House(book, pair[0]))
    (book.folder / witnesses.LIST_FILE).write_bytes(b"{")
    book.fill(2)
    house.round()
    assert (house.tree, house.shown) == (2, -1)


def test_a_lying_witness_gets_nothing_published(book: Book, pair: Pair, closing: Closing) -> None:
    house = closing(House(book, pair[0]))
    book.fill(2)
    pair[0].replies = [(200, TEXT, LIAR.line("x\n"))] * 3
    house.until(lambda: house.known(pair[0]).failed == "witness-unfit")
    assert house.shown == -1
    house.until(lambda: house.shown == 2)


# -- forks ---------------------------------------------------------------------------------------


def _go_back(book: Book, to: int, packed: bytes, copy: Path) -> None:
    """Database, signer's memory and public files as they were: everything this side has."""
    book.run("DELETE FROM ledger.entry WHERE idx >= %s", to)
    book.run("UPDATE ledger.tree SET size = %s, frontier = %s", to, packed)
    for name in ("keys", "public"):
        shutil.rmtree(book.folder / name)
        shutil.copytree(copy / name, book.folder / name)
    book.writer = Writer(uuid4())


@pytest.mark.parametrize("memory", [True, False], ids=["its memory kept", "its memory lost"])
@pytest.mark.parametrize(
    ("anew", "code"), [(1, "witness-ahead"), (2, "witness-forked"), (9, "witness-forked")]
)
def test_a_witness_refuses_a_fork(
    book: Book,
    pair: Pair,
    closing: Closing,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    anew: int,
    code: str,
    memory: bool,
) -> None:
    """A rolled-back database with the signer's memory of the same day: nobody here can tell."""
    house = closing(House(book, pair[0]))
    book.fill(3)
    house.until(lambda: house.shown == 3)
    packed = book.one("SELECT frontier FROM ledger.tree")
    for name in ("keys", "public"):
        shutil.copytree(book.folder / name, tmp_path / "copy" / name)
    book.fill(2)
    house.until(lambda: house.shown == 5)

    _go_back(book, 3, packed, tmp_path / "copy")
    if not memory:
        (book.folder / witnesses.MEMORY_FILE).unlink()
    house.start()
    book.fill(anew)
    house.until(lambda: house.known(pair[0]).failed == code)
    assert (house.tree, house.shown) == (3 + anew, 3)
    assert book.verify().ok  # the house alone finds nothing
    assert pair[0].seen[ORIGIN][0] == 5
    said = capsys.readouterr().out
    assert "witness-failed" in said
    assert code in said


def test_a_signers_memory_that_is_older_than_what_everybody_saw_signs_nothing(book: Book) -> None:
    book.fill(3)
    book.integrate()
    memory = book.signer.state.read_bytes()
    book.fill(3)
    book.integrate()
    book.signer.state.write_bytes(memory)
    book.signer = book.new_signer()
    book.fill(1)
    with pytest.raises(RolledBack):
        book.integrate()
