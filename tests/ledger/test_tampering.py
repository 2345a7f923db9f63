"""Whatever is changed, taken out or put in is found and named (P88: no forging, no alteration)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from keepword.ledger import canonical, entries, inbox
from keepword.ledger.errors import LedgerError
from keepword.ledger.notes import SigningKey
from keepword.ledger.reading import Reader
from keepword.ledger.verifying import verify_database, verify_export
from keepword.ledger.verifying.report import SAYS
from keepword.ledger.writer import Writer
from keepword.storage.sql import Cursor
from tests.ledger.book import CHILD_OF_MAY, GONE, ORIGIN, Book, month_key

MONTH = 202607
WRITER = UUID(int=0xB0)
COUNT = 300


@dataclass
class Case:
    """A ledger of 300 integrated entries and 5 in the inbox, all of one writer."""

    book: Book
    entries: list[UUID]
    waiting: list[UUID]

    def row(self, entry: UUID) -> str:
        """How a finding names an integrated entry."""
        return f"{entry} #{self.entries.index(entry)}"


@pytest.fixture
def case(book: Book) -> Case:
    book.writer = Writer(WRITER)
    integrated = [book.record(subject=str(CHILD_OF_MAY)), *book.fill(COUNT - 1, at=1)]
    book.integrate()
    return Case(book, integrated, book.fill(5, at=1000))


def test_of_what_nobody_touched_nothing_is_found(case: Case) -> None:
    report = case.book.verify()
    assert report.findings == ()
    assert (report.entries, report.waiting) == (COUNT + 5, 5)


def update(column: str, value: str) -> Callable[[Case], str]:
    """Change a column of the first entry; it is named."""

    def tamper(case: Case) -> str:
        first = case.entries[0]
        case.book.run(f"UPDATE ledger.entry SET {column} = {value} WHERE entry = %s", first)
        return case.row(first)

    return tamper


def another_id(case: Case) -> str:
    other = uuid4()
    case.book.run("UPDATE ledger.entry SET entry = %s WHERE idx = 7", other)
    return f"{other} #7"


def another_body(case: Case) -> str:
    """By somebody who holds the month's key."""
    return resealed(case, {"outcome": "denied"})


def another_body_and_commitment(case: Case) -> str:
    return resealed(case, {"outcome": "denied"}, commit=True)


def another_time_throughout(case: Case) -> str:
    return resealed(case, {"at": 1_784_799_999_000})


def another_id_inside(case: Case) -> str:
    return resealed(case, {"id": str(UUID(int=5))}, commit=True)


def another_person_inside(case: Case) -> str:
    return resealed(case, {"subject": str(GONE)}, commit=True)


def without_its_outcome(case: Case) -> str:
    return resealed(case, {"outcome": 3}, commit=True)


def resealed(case: Case, change: dict[str, object], *, commit: bool = False) -> str:
    first = case.entries[0]
    with case.book.cursor() as cur:
        found = case.book.reader.of_entry(cur, first)
    assert found is not None
    text = canonical.encode(found.body | change)
    key = month_key(None, MONTH)
    sealed = entries.seal_body(key, first, found.time_ms, found.nonce, text)
    case.book.run("UPDATE ledger.entry SET sealed = %s WHERE entry = %s", sealed, first)
    if commit:
        committed = entries.commitment(found.nonce, text)
        case.book.run("UPDATE ledger.entry SET commitment = %s WHERE entry = %s", committed, first)
    return case.row(first)


def another_month(case: Case) -> str:
    """Sealed anew under the key of the month that it is moved to."""
    case.book.run("CREATE TABLE ledger.other PARTITION OF ledger.entry FOR VALUES IN (202606)")
    first = case.entries[0]
    with case.book.cursor() as cur:
        found = case.book.reader.of_entry(cur, first)
    assert found is not None
    text = canonical.encode(found.body)
    sealed = entries.seal_body(month_key(None, 202606), first, found.time_ms, found.nonce, text)
    case.book.run(
        "UPDATE ledger.entry SET month = 202606, sealed = %s WHERE entry = %s", sealed, first
    )
    return case.row(first)


def deleted(case: Case) -> str:
    case.book.run("DELETE FROM ledger.entry WHERE idx = 4")
    return "#4"


def last_deleted(case: Case) -> str:
    case.book.run(f"DELETE FROM ledger.entry WHERE idx >= {COUNT - 3}")
    return f"#{COUNT - 3}–{COUNT - 1}"


def deleted_from_the_inbox(case: Case) -> str:
    """The counter shows it: the third of the waiting five was number 303."""
    case.book.run("DELETE FROM ledger.inbox WHERE entry = %s", case.waiting[2])
    return f"{WRITER} #{COUNT + 3}"


def last_deleted_from_the_inbox(case: Case) -> str:
    """The writer that was given up with an unknown outcome had reached 305."""
    case.book.run("DELETE FROM ledger.inbox WHERE entry = %s", case.waiting[4])
    successor = Writer(UUID(int=0xB1), continues=(WRITER, COUNT + 5))
    case.book.record(at=2000, writer=successor)
    return f"{WRITER} #{COUNT + 5}"


def swapped(case: Case) -> str:
    case.book.run("UPDATE ledger.entry SET idx = -1 WHERE idx = 3")
    case.book.run("UPDATE ledger.entry SET idx = 3 WHERE idx = 5")
    case.book.run("UPDATE ledger.entry SET idx = 5 WHERE idx = -1")
    return f"{case.entries[3]} #5"


def index_moved_away(case: Case) -> str:
    case.book.run("UPDATE ledger.entry SET idx = -5 WHERE idx = 3")
    return f"{case.entries[3]} #-5"


def put_in_twice(case: Case) -> str:
    first = str(case.entries[0])
    case.book.run(
        "INSERT INTO ledger.inbox SELECT entry, month, time_ms, commitment, sealed, tag "
        "FROM ledger.entry WHERE idx = 0"
    )
    return first


def put_in_by_hand(case: Case) -> str:
    """An entry that repeats a number of the writer."""
    forger = Writer(WRITER)
    row = case.book.prepare(at=3000, writer=forger)
    with case.book.cursor() as cur:
        inbox.insert(cur, row)
    return f"{row.entry} (inbox) ({WRITER} #1)"


def appended_by_hand(case: Case) -> str:
    """A row that was never integrated: the tree does not know it."""
    case.book.run(
        f"INSERT INTO ledger.entry SELECT month, {COUNT}, entry, time_ms, commitment, sealed, tag "
        "FROM ledger.inbox LIMIT 1"
    )
    return "ledger.tree"


def tree_shrunk(case: Case) -> str:
    case.book.run("UPDATE ledger.tree SET size = size - 1")
    return "ledger.tree"


def tree_gone(case: Case) -> str:
    case.book.run("DELETE FROM ledger.tree")
    return "ledger.tree"


def file(path: str, change: Callable[[bytes], bytes], where: str = "") -> Callable[[Case], str]:
    """Change a published file."""

    def tamper(case: Case) -> str:
        changed = case.book.public / path
        changed.write_bytes(change(changed.read_bytes()))
        return where or path

    return tamper


def missing(path: str) -> Callable[[Case], str]:
    """Take a published file away."""

    def tamper(case: Case) -> str:
        (case.book.public / path).unlink()
        return path

    return tamper


def signed_by_another(case: Case) -> str:
    note = (case.book.public / "checkpoint").read_bytes()
    text = note.decode().partition("\n\n")[0] + "\n"
    (case.book.public / "checkpoint").write_text(SigningKey(ORIGIN, bytes(32)).sign(text))
    return "checkpoint"


def memory(change: Callable[[bytes], bytes]) -> Callable[[Case], str]:
    def tamper(case: Case) -> str:
        state = case.book.signer.state
        state.write_bytes(change(state.read_bytes()))
        return state.name

    return tamper


def memory_gone(case: Case) -> str:
    case.book.signer.state.unlink()
    return case.book.signer.state.name


def memory_of_before(case: Case) -> str:
    """The signer's file was put back to an older one."""
    older = case.book.signer.state.read_bytes()
    case.book.integrate()
    case.book.signer.state.write_bytes(older)
    return f"{COUNT} < {COUNT + 5}"


def rolled_back(case: Case) -> str:
    """An older state of the database: entries and tree fit each other, but not what was signed."""
    case.book.run("DELETE FROM ledger.entry WHERE idx >= 256")
    full = (case.book.public / "tile/1/000.p/1").read_bytes()
    case.book.run("UPDATE ledger.tree SET size = 256, frontier = %s", full)
    return f"{COUNT}"


def flip(at: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        return bytes(spoilt)

    return change


ZEROES = "decode(repeat('00', {}), 'hex')"
LEAF_AT_1 = 2 + 41 + 2 + 20
TAMPERINGS: dict[str, tuple[str, Callable[[Case], str]]] = {
    "another time in the row": ("published-otherwise", update("time_ms", "time_ms + 1")),
    "a time before time": ("leaf-unfit", update("time_ms", "-1")),
    "another commitment": (
        "commitment-differs",
        update("commitment", ZEROES.format(32)),
    ),
    "a commitment cut short": ("leaf-unfit", update("commitment", "'\\x00'")),
    "a sealed body of zeroes": (
        "body-closed",
        update("sealed", ZEROES.format(200)),
    ),
    "an empty sealed body": ("body-closed", update("sealed", "''")),
    "the tag of nobody": ("tag-differs", update("tag", "NULL")),
    "the tag of somebody": ("tag-differs", update("tag", ZEROES.format(16))),
    "another id": ("body-closed", another_id),
    "another body, sealed well": ("commitment-differs", another_body),
    "another body and commitment": ("published-otherwise", another_body_and_commitment),
    "another time inside": ("time-differs", another_time_throughout),
    "another id inside": ("id-differs", another_id_inside),
    "another person inside": ("tag-differs", another_person_inside),
    "a body without its outcome": ("body-malformed", without_its_outcome),
    "another month": ("month-differs", another_month),
    "an entry deleted": ("entry-missing", deleted),
    "the last entries deleted": ("entry-missing", last_deleted),
    "a waiting row deleted": ("number-missing", deleted_from_the_inbox),
    "the last waiting row deleted": ("number-missing", last_deleted_from_the_inbox),
    "two entries swapped": ("published-otherwise", swapped),
    "an index moved away": ("index-wrong", index_moved_away),
    "an entry put in twice": ("entry-twice", put_in_twice),
    "an entry put in by hand": ("number-twice", put_in_by_hand),
    "an entry appended by hand": ("tree-differs", appended_by_hand),
    "a smaller tree": ("tree-differs", tree_shrunk),
    "no tree": ("tree-differs", tree_gone),
    "a byte of a bundle": (
        "leaf-hash-differs",
        file("tile/entries/000", flip(LEAF_AT_1), "tile/entries/000 #1"),
    ),
    "the version of a published leaf": (
        "leaf-malformed",
        file("tile/entries/000", flip(2 + 41 + 2), "tile/entries/000 #1"),
    ),
    "the length of a published leaf": ("tile-missing", file("tile/entries/000", flip(1))),
    "a bundle cut short": ("tile-missing", file("tile/entries/000", lambda data: data[:-1])),
    "a byte of a tile": (
        "leaf-hash-differs",
        file("tile/0/000", flip(33), "tile/entries/000 #1"),
    ),
    "a tile cut short": ("tile-missing", file("tile/0/000", lambda data: data[:-32])),
    "a byte of an upper tile": ("tile-differs", file("tile/1/000.p/1", flip(0))),
    "a missing tile": ("tile-missing", missing("tile/0/001.p/44")),
    "a missing bundle": ("tile-missing", missing("tile/entries/000")),
    "a missing upper tile": ("tile-missing", missing("tile/1/000.p/1")),
    "no checkpoint": ("checkpoint-missing", missing("checkpoint")),
    "a byte of the checkpoint": ("checkpoint-broken", file("checkpoint", flip(30))),
    "a checkpoint signed by another key": ("checkpoint-broken", signed_by_another),
    "the signer's memory spoilt": ("signed-broken", memory(flip(5))),
    "the signer's memory gone": ("signed-missing", memory_gone),
    "the signer's memory put back": ("signed-behind", memory_of_before),
    "the database rolled back": ("signed-differs", rolled_back),
}


@pytest.mark.parametrize(("code", "tamper"), list(TAMPERINGS.values()), ids=list(TAMPERINGS))
def test_a_tampering_is_found_and_named(
    case: Case, code: str, tamper: Callable[[Case], str]
) -> None:
    where = tamper(case)
    assert (code, where) in case.book.findings()


def test_every_bad_entry_is_named_and_no_good_one(case: Case) -> None:
    bad = [case.entries[at] for at in (2, 3, 5, 7, 250)]
    case.book.run("UPDATE ledger.entry SET sealed = commitment WHERE entry = ANY(%s)", bad)
    named = [where for code, where in case.book.findings() if code == "body-closed"]
    assert named == [case.row(entry) for entry in bad]


def test_a_month_whose_key_is_gone_closes_its_entries_and_no_others(case: Case) -> None:
    later = case.book.record(at=40 * 24 * 3600)

    def key(cur: Cursor, month: int) -> bytes:
        if month != MONTH:
            raise LedgerError("gone", "gone")
        return month_key(cur, month)

    with case.book.cursor() as cur:
        signer = case.book.signer
        report = verify_database(cur, Reader(key), case.book.public, signer.verifier, signer.state)
    assert [(f.code, f.where) for f in report.findings] == [("body-closed", f"{later} (inbox)")]


def test_a_number_far_away_is_a_gap_and_no_endless_search(case: Case) -> None:
    case.book.record(at=4000, writer=Writer(UUID(int=1), continues=(WRITER, 2**53 - 1)))
    assert case.book.findings() == [("number-missing", f"{WRITER} #306–{2**53 - 1}")]


def test_an_index_far_away_is_a_gap_and_no_endless_search(case: Case) -> None:
    case.book.run(f"UPDATE ledger.entry SET idx = {2**60} WHERE idx = {COUNT - 1}")
    found = case.book.findings()
    assert ("entry-missing", f"#{COUNT - 1}–{2**60 - 1}") in found


def test_another_key_than_the_logs_shows_nothing(case: Case) -> None:
    report = verify_export(case.book.public, SigningKey(ORIGIN, bytes(32)).verifier)
    assert [f.code for f in report.findings] == ["checkpoint-broken"]
    assert (report.ok, report.size, report.entries) == (False, None, 0)


def test_any_flipped_byte_of_an_export_is_found(book: Book) -> None:
    book.fill(3)
    book.integrate()
    key = book.signer.verifier
    for path in ("checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"):
        whole = (book.public / path).read_bytes()
        for at in range(len(whole)):
            (book.public / path).write_bytes(flip(at)(whole))
            assert not verify_export(book.public, key).ok, (path, at)
        (book.public / path).write_bytes(whole)
    assert verify_export(book.public, key).ok


def test_a_finding_says_what_it_is_in_both_languages(case: Case) -> None:
    case.book.run("DELETE FROM ledger.entry WHERE idx = 4")
    record = case.book.verify().as_record()
    assert record["ok"] is False
    first = record["findings"][0]
    assert first["code"] in SAYS
    assert first["message"]["ko"].endswith("다.")
    assert first["message"]["en"].endswith(".")
