"""A person's certificate of an erasure of many shows that person and nobody else (P64, P66)."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from keepword.ledger import bulk_certificates, inbox, receipts
from keepword.ledger.entries import month_of
from keepword.ledger.errors import NotAReceipt, ProofBroken
from keepword.ledger.receipt_words import State
from tests.ledger.book import NOW, Book, month_key
from tests.ledger.test_final_certificates import NIGHT, TURNS
from tests.ledger.test_receipts import LEAVING

ERASURE = {
    "act": "erase", "outcome": "done", "kept": [{"units": 1}],
    "destroyed": [{"rule": "R2", "point": "C1", "units": 7}],
}  # fmt: skip
PEOPLE = [UUID(int=0xB0 + n) for n in range(5)]


def _record(book: Book, people: list[UUID], **more: Any) -> UUID:
    """One act on these people, among others."""
    book.fill(2)
    row = book.writer.prepare_many(
        ERASURE | more,
        entry=uuid4(),
        nonce=hashlib.sha256(b"nonce").digest(),
        secret=hashlib.sha256(b"secret").digest(),
        now=NOW,
        month_key=month_key(month_of(NOW)),
        subjects=people,
    )
    with book.cursor() as cur:
        inbox.insert(cur, row)
    book.writer.confirm()
    book.fill(1)
    return row.entry


def _issue(book: Book, entry: UUID, subject: UUID) -> dict[str, Any] | None:
    with book.cursor() as cur:
        return bulk_certificates.issue(cur, book.reader, book.public, entry, subject)


def _final(book: Book, entry: UUID, turn: UUID, subject: UUID) -> dict[str, Any] | None:
    with book.cursor() as cur:
        return bulk_certificates.final(cur, book.reader, book.public, entry, turn, subject)


def _erased(book: Book, subject: UUID = PEOPLE[1]) -> dict[str, Any]:
    entry = _record(book, PEOPLE)
    book.integrate()
    made = _issue(book, entry, subject)
    assert made is not None
    return made


def _made_final(book: Book, turn: dict[str, Any]) -> dict[str, Any]:
    entry = _record(book, PEOPLE)
    turned = book.record(at=NIGHT, **turn)
    book.integrate()
    made = _final(book, entry, turned, PEOPLE[1])
    assert made is not None
    return made


def _checked(book: Book, content: dict[str, Any]) -> bulk_certificates.BulkCertificate:
    found = bulk_certificates.read(receipts.as_file(content))
    found.check(book.signer.verifier)
    return found


@pytest.mark.parametrize("count", [1, 2, 5])
def test_everybody_gets_their_own_and_it_names_nobody_else(book: Book, count: int) -> None:
    people = PEOPLE[:count]
    entry = _record(book, people)
    assert _issue(book, entry, people[0]) is None  # not published yet
    book.integrate()
    for subject in people:
        made = _issue(book, entry, subject)
        assert made is not None
        found = _checked(book, made)
        assert (made["type"], found.state) == ("keepword/bulk-certificate@v1", State.ERASED)
        assert found.person is not None
        assert found.person.subject == subject
        assert f"{count}명" in made["says"]["ko"]
        text = receipts.as_file(made).decode()
        assert not [other for other in people if other != subject and str(other) in text]


@pytest.mark.parametrize("turn", [turn for turn, _ in TURNS])
def test_it_becomes_final_by_the_turn_behind_it(book: Book, turn: dict[str, Any]) -> None:
    made = _made_final(book, turn)
    assert _checked(book, made).state is State.FINAL
    assert (made["type"], made["state"]) == ("keepword/bulk-certificate@v2", "final")
    assert "확정(final)" in made["says"]["ko"]
    finality = turn["finality"]
    words = {"immediate": "destroyed at", "dated": "2026-08-23", "unprovable": "nothing proves"}
    assert words[finality] in made["says"]["en"]


def test_who_is_not_among_them_gets_none(book: Book) -> None:
    entry = _record(book, PEOPLE)
    book.integrate()
    with pytest.raises(NotAReceipt):
        _issue(book, entry, UUID(int=0xF))


@pytest.mark.parametrize("more", [{"act": "provide"}, {"outcome": "denied"}])
def test_only_an_erasure_is_certified(book: Book, more: dict[str, Any]) -> None:
    entry = _record(book, PEOPLE, **more)
    book.integrate()
    with pytest.raises(NotAReceipt):
        _issue(book, entry, PEOPLE[0])


def test_an_entry_about_one_person_has_another_certificate(book: Book) -> None:
    entry = book.record(**LEAVING)
    book.integrate()
    with pytest.raises(NotAReceipt):
        _issue(book, entry, UUID(LEAVING["subject"]))


def test_no_turn_from_before_it(book: Book) -> None:
    turned = book.record(at=-5, **TURNS[0][0])
    entry = _record(book, PEOPLE)
    book.integrate()
    with pytest.raises(NotAReceipt):
        _final(book, entry, turned, PEOPLE[0])


def test_any_file_is_read_as_what_it_is(book: Book) -> None:
    ours = receipts.as_file(_erased(book))
    assert isinstance(bulk_certificates.read_any(ours), bulk_certificates.BulkCertificate)
    alone = book.record(**LEAVING)
    book.integrate()
    with book.cursor() as cur:
        theirs = receipts.receipt(cur, book.reader, book.public, alone, receipts.Kind.CERTIFICATE)
    assert theirs is not None
    assert type(bulk_certificates.read_any(receipts.as_file(theirs))) is receipts.Receipt
    for file in (b"", b"[]", b"{}", b"\xff", b"0" * 1_000_001):
        with pytest.raises(NotAReceipt):
            bulk_certificates.read_any(file)
        with pytest.raises(NotAReceipt):
            bulk_certificates.read(file)


Change = Callable[[dict[str, Any]], object]
CHANGES: dict[str, Change] = {
    "another person": lambda f: f["person"].update(subject=str(PEOPLE[2])),
    "another place": lambda f: f["person"].update(index=f["person"]["index"] ^ 1),
    "another path": lambda f: f["person"]["path"].reverse(),
    "nobody": lambda f: f.pop("person"),
    "more people": lambda f: f["entry"]["people"].update(n=6),
    "another count": lambda f: f["entry"]["destroyed"][0].update(units=8),
    "another word": lambda f: f["says"].update(en=f["says"]["en"] + "!"),
    "another type": lambda f: f.update(type="keepword/certificate@v1"),
    "another version": lambda f: f.update(type="keepword/bulk-certificate@v2"),
    "another state": lambda f: f.update(state="final"),
    "a turn": lambda f: f.update(turn={name: f[name] for name in ("entry", "nonce", "proof")}),
    "another nonce": lambda f: f.update(nonce="00" * 32),
    "another act": lambda f: f["entry"].update(act="leave"),
    "more than belongs there": lambda f: f.update(more=1),
}
FINAL_CHANGES: dict[str, Change] = {
    "no turn": lambda f: f.pop("turn"),
    "the older type": lambda f: f.update(type="keepword/bulk-certificate@v1"),
    "another finality": lambda f: f["turn"]["entry"].update(finality="unprovable"),
    "another turn": lambda f: f["turn"]["entry"].update(generation=9),
    "the erasure's proof": lambda f: f["turn"].update(proof=f["proof"]),
}


def _breaks(book: Book, made: dict[str, Any], change: Change) -> None:
    before = copy.deepcopy(made)
    _checked(book, made)
    change(made)
    assert made != before
    with pytest.raises(ProofBroken):
        bulk_certificates.read_any(receipts.as_file(made)).check(book.signer.verifier)


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_a_changed_certificate_does_not_verify(book: Book, change: Change) -> None:
    _breaks(book, _erased(book), change)


@pytest.mark.parametrize("change", list(FINAL_CHANGES.values()), ids=list(FINAL_CHANGES))
def test_a_changed_final_one_does_not_either(book: Book, change: Change) -> None:
    _breaks(book, _made_final(book, TURNS[0][0]), change)
