"""One ledger, made once, that every case of tampering finds as it was.

The database is put back by rolling back the transaction in which a case changes and verifies it;
the files are copied for each case.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from keepword.ledger import canonical, entries, inbox
from keepword.ledger.reading import Reader
from keepword.ledger.verifying import Report, verify_database
from keepword.ledger.writer import InboxRow, Writer
from tests.ledger.book import CHILD_OF_MAY, NOW, Book, Scratch, month_key

MONTH, NEXT = 202607, 202608
WRITER = UUID(int=0xB0)
COUNT = 300
OF_MANY = 10
"""The index of an act on many people."""

PEOPLE = [UUID(int=at) for at in range(0xC0, 0xC5)]
SECRET = hashlib.sha256(b"secret").digest()
DAYS = 24 * 3600


@dataclass
class Case:
    """A ledger of 300 integrated entries and 5 in the inbox, all of one writer.

    The first one is about a person, the eleventh about five; the last two stand in August.
    """

    book: Book
    entries: list[UUID]
    waiting: list[UUID]
    how: dict[str, Any] = field(default_factory=dict)
    """What an auditor brings along: other keys, checkpoints that were kept."""

    def row(self, index: int) -> str:
        """How a finding names an integrated entry."""
        return f"{self.entries[index]} #{index}"

    def verify(self, **how: Any) -> Report:
        """In the transaction that the case stands in."""
        signer, public = self.book.signer, self.book.public
        how = {"processes": 1, **self.how, **how}
        with self.book.connection.cursor() as cur:
            reader = Reader(how.pop("month_key", month_key))
            key = how.pop("key", signer.verifier)
            return verify_database(cur, reader, public, key, signer.state, **how)

    def findings(self, **how: Any) -> list[tuple[str, str]]:
        """Code and place of what is found."""
        return [(each.code, each.where) for each in self.verify(**how).findings]


Tamper = Callable[[Case], str]
"""Changes something; where a finding must point."""


def of_many(writer: Writer, at: int = 0, people: list[UUID] | None = None) -> InboxRow:
    """An act on many people."""
    return writer.prepare_many(
        {"act": "provide", "outcome": "allowed"},
        entry=uuid4(),
        nonce=hashlib.sha256(uuid4().bytes).digest(),
        secret=SECRET,
        now=NOW,
        month_key=month_key(MONTH),
        subjects=PEOPLE if people is None else people,
    )


def prepared(scratch: Scratch, folder: Path) -> Case:
    """The ledger that all cases begin with."""
    book = Book(scratch, folder, scratch.connect(), Writer(WRITER))
    rows = [book.prepare(at=-OF_MANY, subject=str(CHILD_OF_MAY))]
    rows += [book.prepare(at=at - OF_MANY) for at in range(1, OF_MANY)]
    rows.append(of_many(book.writer))
    rows += [book.prepare(at=at) for at in range(1, COUNT - len(rows) - 1)]
    rows += [book.prepare(at=30 * DAYS + at) for at in range(2)]
    with book.connection.pipeline(), book.cursor() as cur:
        for row in rows:
            inbox.insert(cur, row)
    book.writer.confirm()
    book.integrate(batch=40)
    while book.integrate():
        pass
    return Case(book, [row.entry for row in rows], book.fill(5, at=31 * DAYS))


@contextmanager
def copied(template: Book, folder: Path) -> Iterator[Book]:
    """A ledger as it is now, for one case: what is changed in it is undone afterwards."""
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    with template.scratch.connect() as connection, connection.transaction(force_rollback=True):
        yield Book(template.scratch, folder, connection, copy(template.writer))


@contextmanager
def opened(template: Case, folder: Path) -> Iterator[Case]:
    """The same ledger for one case."""
    with copied(template.book, folder) as book:
        book.writer = Writer(UUID(int=0xBE))
        yield Case(book, template.entries, template.waiting)


def resealed(case: Case, change: dict[str, object], *, at: int = 0, commit: bool = False) -> str:
    """Another body under the month's key, with or without its commitment."""
    with case.book.connection.cursor() as cur:
        found = case.book.reader.of_entry(cur, case.entries[at])
    assert found is not None
    return put(case, at, found.nonce, canonical.encode(found.body | change), commit=commit)


def put(
    case: Case, at: int, nonce: bytes, text: bytes, *, commit: bool = False, month: int = MONTH
) -> str:
    """Seal a text in the place of an entry's body."""
    entry = case.entries[at]
    time_ms = case.book.one("SELECT time_ms FROM ledger.entry WHERE idx = %s", at)
    sealed = entries.seal_body(month_key(month), entry, time_ms, nonce, text)
    case.book.run("UPDATE ledger.entry SET sealed = %s WHERE idx = %s", sealed, at)
    if commit:
        committed = entries.commitment(nonce, text)
        case.book.run("UPDATE ledger.entry SET commitment = %s WHERE idx = %s", committed, at)
    return case.row(at)


def flip(at: int) -> Callable[[bytes], bytes]:
    """One bit of one byte."""

    def change(data: bytes) -> bytes:
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        return bytes(spoilt)

    return change
