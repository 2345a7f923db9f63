"""A certificate becomes final by the root turn that follows its entry in the log (P66, P72)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from keepword.ledger import publishing, receipts
from keepword.ledger.errors import NotAReceipt
from keepword.ledger.receipts import Kind, State
from tests.ledger.book import Book
from tests.ledger.test_receipts import CONSENT, LEAVING, checked, codes, issued
from tests.ledger.test_verbs import keepword

TURN: dict[str, Any] = {"act": "turn", "outcome": "done", "generation": 2}
TURNS = [
    ({**TURN, "finality": "immediate"}, "was destroyed at 2026-07-24 03:00:00"),
    ({**TURN, "finality": "dated", "final_on": "2026-08-23"}, "final from 2026-08-23 on"),
    ({**TURN, "finality": "unprovable", "final_on": ""}, "cannot prove that no copy"),
]
NIGHT = 30_600
"""Seconds from `NOW` to three o'clock."""


def _final(book: Book, erased: UUID, turn: UUID) -> dict[str, Any] | None:
    with book.cursor() as cur:
        return receipts.final(cur, book.reader, book.public, erased, turn)


def _made(book: Book, turn: dict[str, Any], body: dict[str, Any] = LEAVING) -> dict[str, Any]:
    book.fill(2, at=-10)
    erased = book.record(**body)
    book.fill(3, at=60)
    turned = book.record(at=NIGHT, **turn)
    book.fill(1, at=NIGHT + 1)
    book.integrate()
    made = _final(book, erased, turned)
    assert made is not None
    return made


@pytest.mark.parametrize(("turn", "said"), TURNS)
def test_a_final_certificate_shows_the_erasure_and_the_turn(
    book: Book, turn: dict[str, Any], said: str
) -> None:
    made = _made(book, turn)
    assert (made["type"], made["state"]) == ("keepword/certificate@v2", "final")
    assert said in made["says"]["en"]
    assert "확정(final)" in made["says"]["ko"]
    report = checked(book, receipts.as_file(made), kind=Kind.CERTIFICATE)
    assert report.ok
    assert report.receipt is not None
    assert report.receipt.state is State.FINAL
    assert report.index == 2


def test_the_certificate_from_before_still_verifies(book: Book) -> None:
    before = receipts.as_file(issued(book, Kind.CERTIFICATE, LEAVING))
    turned = book.record(at=NIGHT, **TURNS[0][0])
    book.integrate()
    first = receipts.read(before)
    after = _final(book, first.entry, turned)
    assert after is not None
    assert first.state is State.ERASED
    assert checked(book, receipts.as_file(after)).ok
    assert checked(book, before).ok
    assert after["entry"] == first.body


def test_not_before_both_entries_are_published(book: Book) -> None:
    erased = book.record(**LEAVING)
    book.integrate()
    turned = book.record(at=NIGHT, **TURNS[0][0])
    assert _final(book, erased, turned) is None
    book.integrate()
    assert _final(book, erased, turned) is not None


@pytest.mark.parametrize(
    "turn",
    [
        {**TURN, "finality": "immediate", "act": "use"}, {**TURN, "finality": "soon"},
        {**TURN, "finality": "dated"}, {**TURN, "finality": "dated", "final_on": "tomorrow"},
        {**TURN, "finality": ["dated"]}, TURN, {**TURN, "finality": "immediate", "begun": 1},
        {**TURN, "finality": "immediate", "begun": "x"},
    ],
)  # fmt: skip
def test_what_is_no_turn_after_it_makes_nothing_final(book: Book, turn: dict[str, Any]) -> None:
    with pytest.raises(NotAReceipt):
        _made(book, turn)


def test_a_turn_before_the_erasure_makes_nothing_final(book: Book) -> None:
    turned = book.record(**TURNS[0][0])
    erased = book.record(at=5, **LEAVING)
    book.integrate()
    with pytest.raises(NotAReceipt):
        _final(book, erased, turned)


def test_only_a_destruction_becomes_final(book: Book) -> None:
    with pytest.raises(NotAReceipt):
        _made(book, TURNS[0][0], CONSENT)


Change = Callable[[dict[str, Any], dict[str, Any]], object]
CHANGES: dict[str, Change] = {
    "erased again": lambda f, g: f.update(state="erased"),
    "the older type": lambda f, g: f.update(type="keepword/certificate@v1"),
    "no turn": lambda f, g: f.pop("turn"),
    "another finality": lambda f, g: f["turn"]["entry"].update(finality="unprovable"),
    "another generation": lambda f, g: f["turn"]["entry"].update(generation=3),
    "another nonce": lambda f, g: f["turn"].update(nonce=f["nonce"]),
    "the erasure's proof": lambda f, g: f["turn"].update(proof=f["proof"]),
    "the erasure as its own turn": lambda f, g: f.update(
        turn={name: f[name] for name in ("entry", "nonce", "proof")}
    ),
    "a turn shown in another tree": lambda f, g: f.update(turn=g["turn"]),
    "more than belongs there": lambda f, g: f["turn"].update(says="final"),
    "a turn that is none": lambda f, g: f.update(turn="turn"),
}


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_a_changed_certificate_does_not_verify(book: Book, change: Change) -> None:
    made = _made(book, TURNS[0][0])
    first = copy.deepcopy(made)
    book.fill(1, at=NIGHT + 10)
    book.integrate()
    later = _final(book, UUID(made["entry"]["id"]), UUID(made["turn"]["entry"]["id"]))
    assert later is not None
    change(made, later)
    assert made != first
    assert codes(checked(book, receipts.as_file(made))) == ["receipt-broken"]


def test_the_verb(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "final.json"
    file.write_bytes(receipts.as_file(_made(book, TURNS[1][0])))
    given = ["--vkey", book.public / publishing.VKEY, "--checkpoint", book.public / "checkpoint"]
    done = keepword("certificate", "verify", file, *given, lang="en_GB.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "final from 2026-08-23 on" in done.stdout
