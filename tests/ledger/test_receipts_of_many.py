"""A receipt of one person among many shows that person and nobody else (P87)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from keepword.ledger import inbox, receipts
from keepword.ledger.entries import month_of
from keepword.ledger.errors import NotAReceipt
from keepword.ledger.receipts import Kind
from tests.ledger.book import NOW, Book, month_key
from tests.ledger.test_receipts import checked, codes

ACT = {"act": "provide", "outcome": "allowed", "purpose": "PU9"}


def _record(book: Book, subjects: list[UUID]) -> UUID:
    """One act on these people, among others."""
    book.fill(2)
    row = book.writer.prepare_many(
        ACT,
        entry=uuid4(),
        nonce=hashlib.sha256(b"nonce").digest(),
        secret=hashlib.sha256(b"secret").digest(),
        now=NOW,
        month_key=month_key(month_of(NOW)),
        subjects=subjects,
    )
    with book.cursor() as cur:
        inbox.insert(cur, row)
    book.writer.confirm()
    book.fill(1)
    book.integrate()
    return row.entry


def _receipt(book: Book, entry: UUID, subject: UUID | None) -> dict[str, Any] | None:
    with book.cursor() as cur:
        return receipts.receipt(
            cur, book.reader, book.public, entry, Kind.ENTRY_RECEIPT, subject=subject
        )


@pytest.mark.parametrize("count", [1, 2, 3, 7, 16])
def test_everybody_gets_their_own_and_it_names_nobody_else(book: Book, count: int) -> None:
    people = [uuid4() for _ in range(count)]
    entry = _record(book, people)
    for subject in people:
        made = _receipt(book, entry, subject)
        assert made is not None
        file = receipts.as_file(made)
        report = checked(book, file, kind=Kind.ENTRY_RECEIPT)
        assert report.ok
        assert report.receipt is not None
        assert report.receipt.person is not None
        assert report.receipt.person.subject == subject
        assert made["entry"]["people"]["n"] == count
        assert str(count) in made["says"]["en"]
        for other in people:
            if other != subject:
                assert str(other).encode() not in file
                assert other.hex.encode() not in file


@pytest.mark.parametrize("whom", [None, uuid4()])
def test_who_is_not_among_them_gets_none(book: Book, whom: UUID | None) -> None:
    entry = _record(book, [uuid4(), uuid4()])
    with pytest.raises(NotAReceipt):
        _receipt(book, entry, whom)


def test_an_entry_about_one_person_is_no_other_persons(book: Book) -> None:
    subject = uuid4()
    entry = book.record(subject=str(subject))
    book.integrate()
    assert _receipt(book, entry, subject) == _receipt(book, entry, None)
    with pytest.raises(NotAReceipt):
        _receipt(book, entry, uuid4())


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another person": lambda p: p.update(subject=str(uuid4())),
    "another index": lambda p: p.update(index=p["index"] ^ 1),
    "an index that is none": lambda p: p.update(index=True),
    "a negative index": lambda p: p.update(index=-1),
    "another nonce": lambda p: p.update(nonce="00" * 32),
    "a short nonce": lambda p: p.update(nonce="00"),
    "a shorter path": lambda p: p["path"].pop(),
    "a longer path": lambda p: p["path"].append(p["path"][0]),
    "a path that is none": lambda p: p.update(path=[1]),
    "a hash that is none": lambda p: p["path"].append("AAAA"),
    "another order": lambda p: p["path"].reverse(),
    "more than belongs there": lambda p: p.update(name="x"),
    "less": lambda p: p.pop("path"),
    "an id in capitals": lambda p: p.update(subject=p["subject"].upper() + "A"),
}


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_a_changed_branch_does_not_verify(
    book: Book, change: Callable[[dict[str, Any]], object]
) -> None:
    people = [uuid4() for _ in range(5)]
    made = _receipt(book, _record(book, people), people[1])
    assert made is not None
    change(made["person"])
    assert codes(checked(book, receipts.as_file(made))) == ["receipt-broken"]


def test_without_its_branch_the_entry_is_nobodys(book: Book) -> None:
    people = [uuid4() for _ in range(5)]
    made = _receipt(book, _record(book, people), people[1])
    assert made is not None
    del made["person"]
    assert codes(checked(book, receipts.as_file(made))) == ["receipt-broken"]
