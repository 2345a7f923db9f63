"""Whatever is changed, taken out or put in is found and named (P88: no forging, no alteration)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from keepword.ledger import canonical, inbox
from keepword.ledger.errors import LedgerError
from keepword.ledger.merkle import Frontier
from keepword.ledger.notes import SigningKey
from keepword.ledger.verifying import verify_export
from keepword.ledger.verifying.catalogue import KINDS
from keepword.ledger.verifying.kinds_of_files import HANDED_OUT
from keepword.ledger.writer import Writer
from tests.ledger import tampered_files, tampered_many, tampered_whole
from tests.ledger.book import GONE, NOW, ORIGIN, Book, Scratch, month_key
from tests.ledger.tampered import (
    COUNT,
    MONTH,
    WRITER,
    Case,
    Tamper,
    flip,
    opened,
    prepared,
    put,
    resealed,
)


@pytest.fixture(scope="module")
def template(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Case]:
    scratch = Scratch()
    case = prepared(scratch, tmp_path_factory.mktemp("ledger"))
    yield case
    case.book.connection.close()
    scratch.drop()


@pytest.fixture
def case(template: Case, tmp_path: Path) -> Iterator[Case]:
    with opened(template, tmp_path) as case:
        yield case


def test_of_what_nobody_touched_nothing_is_found(case: Case) -> None:
    report = case.verify()
    assert report.findings == ()
    assert (report.entries, report.waiting) == (COUNT + 5, 5)


def update(column: str, value: str) -> Tamper:
    """Change a column of the first entry; it is named."""

    def tamper(case: Case) -> str:
        case.book.run(f"UPDATE ledger.entry SET {column} = {value} WHERE idx = 0")
        return case.row(0)

    return tamper


def another_id(case: Case) -> str:
    other = uuid4()
    case.book.run("UPDATE ledger.entry SET entry = %s WHERE idx = 7", other)
    return f"{other} #7"


def inside(change: dict[str, object], *, commit: bool = True, at: int = 0) -> Tamper:
    """Another body, by somebody who holds the month's key."""
    return lambda case: resealed(case, change, at=at, commit=commit)


def another_nonce(case: Case) -> str:
    with case.book.connection.cursor() as cur:
        found = case.book.reader.of_entry(cur, case.entries[0])
    assert found is not None
    return put(case, 0, bytes(32), canonical.encode(found.body))


def spaced_out(case: Case) -> str:
    """The same body in a text that is not canonical, with a commitment to it."""
    with case.book.connection.cursor() as cur:
        found = case.book.reader.of_entry(cur, case.entries[0])
    assert found is not None
    text = canonical.encode(found.body).replace(b'"v":1', b'"v": 1')
    return put(case, 0, found.nonce, text, commit=True)


def bodies_exchanged(case: Case) -> str:
    case.book.run(
        "UPDATE ledger.entry AS one SET sealed = other.sealed FROM ledger.entry AS other "
        "WHERE one.idx + other.idx = 9 AND one.idx IN (4, 5)"
    )
    return case.row(5)


def another_month(case: Case) -> str:
    """Moved to another month's partition and sealed under its key, as if its term ended before."""
    case.book.run("CREATE TABLE ledger.other PARTITION OF ledger.entry FOR VALUES IN (202606)")
    with case.book.connection.cursor() as cur:
        found = case.book.reader.of_entry(cur, case.entries[3])
    assert found is not None
    put(case, 3, found.nonce, canonical.encode(found.body), month=202606)
    case.book.run("UPDATE ledger.entry SET month = 202606 WHERE idx = 3")
    return case.row(3)


def deleted(case: Case) -> str:
    case.book.run("DELETE FROM ledger.entry WHERE idx = 4")
    return "#4"


def last_deleted(case: Case) -> str:
    case.book.run(f"DELETE FROM ledger.entry WHERE idx >= {COUNT - 3}")
    return f"#{COUNT - 3}–{COUNT - 1}"


def all_deleted(case: Case) -> str:
    case.book.run("TRUNCATE ledger.entry")
    return f"#0–{COUNT - 1}"


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


def writer_gone_altogether(case: Case) -> str:
    """Every row of a writer was taken out; its successor still names it."""
    case.book.record(at=2000, writer=Writer(UUID(int=0xB1), continues=(UUID(int=0xBF), 2)))
    return f"{UUID(int=0xBF)} #1–2"


def continues_itself(case: Case) -> str:
    claim = {"n": 1, "continues": {"w": str(WRITER), "n": COUNT + 5}}
    return resealed(case, claim, commit=True)


def swapped(case: Case) -> str:
    case.book.run("UPDATE ledger.entry SET idx = -1 WHERE idx = 3")
    case.book.run("UPDATE ledger.entry SET idx = 3 WHERE idx = 5")
    case.book.run("UPDATE ledger.entry SET idx = 5 WHERE idx = -1")
    return f"{case.entries[3]} #5"


def index_moved_away(case: Case) -> str:
    case.book.run("UPDATE ledger.entry SET idx = -5 WHERE idx = 3")
    return f"{case.entries[3]} #-5"


def index_of_another(case: Case) -> str:
    """In another month's partition no key forbids it."""
    case.book.run("UPDATE ledger.entry SET idx = 6 WHERE idx = 299")
    return f"{case.entries[299]} #6"


def put_in_twice(case: Case) -> str:
    columns = "entry, month, time_ms, commitment, sealed, tag"
    case.book.run(
        f"INSERT INTO ledger.inbox ({columns}) SELECT {columns} FROM ledger.entry WHERE idx = 0"
    )
    return str(case.entries[0])


def put_in_by_hand(case: Case) -> str:
    """An entry that repeats a number of the writer."""
    row = case.book.prepare(at=3000, writer=Writer(WRITER))
    with case.book.connection.cursor() as cur:
        inbox.insert(cur, row)
    return f"{row.entry} (inbox) ({WRITER} #1)"


def number_repeated_nearby(case: Case) -> str:
    return f"{resealed(case, {'n': 3}, at=5, commit=True)} ({WRITER} #3)"


def appended_by_hand(case: Case) -> str:
    """A row that was never integrated: the tree does not know it."""
    case.book.run(
        f"INSERT INTO ledger.entry SELECT month, {COUNT}, entry, time_ms, commitment, sealed, tag "
        "FROM ledger.inbox LIMIT 1"
    )
    return "ledger.tree"


def in_the_inbox(column: str, value: str) -> Tamper:
    def tamper(case: Case) -> str:
        first = case.waiting[0]
        case.book.run(f"UPDATE ledger.inbox SET {column} = {value} WHERE entry = %s", first)
        return f"{first} (inbox)"

    return tamper


def tree(change: str) -> Tamper:
    def tamper(case: Case) -> str:
        case.book.run(change)
        return "ledger.tree"

    return tamper


def rolled_back(case: Case) -> str:
    """An older state of the database: entries and tree fit each other, but not what was signed."""
    case.book.run("DELETE FROM ledger.entry WHERE idx >= 256")
    full = (case.book.public / "tile/1/000.p/1").read_bytes()
    case.book.run("UPDATE ledger.tree SET size = 256, frontier = %s", full)
    assert ("tree-differs", "ledger.tree") not in case.findings()
    return f"256 < {COUNT}"


def rewritten(case: Case) -> str:
    """As many entries as were signed, and a tree that fits them."""
    resealed(case, {"outcome": "denied"}, commit=True)
    rows = case.book.connection.execute(
        "SELECT time_ms, commitment FROM ledger.entry ORDER BY idx"
    ).fetchall()
    grown = Frontier().grown(tampered_files.hashes_of(rows))
    case.book.run("UPDATE ledger.tree SET frontier = %s", grown.packed())
    assert ("tree-differs", "ledger.tree") not in case.findings()
    return f"{COUNT}"


ZEROES = "decode(repeat('00', {}), 'hex')"
ROWS: dict[str, tuple[str, Tamper]] = {
    "another time in the row": ("published-otherwise", update("time_ms", "time_ms + 1")),
    "a time before time": ("leaf-unfit", update("time_ms", "-1")),
    "another commitment": ("commitment-differs", update("commitment", ZEROES.format(32))),
    "a commitment cut short": ("leaf-unfit", update("commitment", "'\\x00'")),
    "a sealed body of zeroes": ("body-closed", update("sealed", ZEROES.format(200))),
    "an empty sealed body": ("body-closed", update("sealed", "''")),
    "the tag of nobody": ("tag-differs", update("tag", "NULL")),
    "the tag of somebody": ("tag-differs", update("tag", ZEROES.format(16))),
    "another id": ("body-closed", another_id),
    "another body, sealed well": (
        "commitment-differs",
        inside({"outcome": "denied"}, commit=False),
    ),
    "another body and commitment": ("published-otherwise", inside({"outcome": "denied"})),
    "another nonce": ("commitment-differs", another_nonce),
    "a body that is not canonical": ("body-closed", spaced_out),
    "two bodies exchanged": ("body-closed", bodies_exchanged),
    "another time inside": ("time-differs", inside({"at": 1_784_799_999_000})),
    "another id inside": ("id-differs", inside({"id": str(UUID(int=5))})),
    "another person inside": ("tag-differs", inside({"subject": str(GONE)})),
    "no person any more, but a name": ("tag-differs", inside({"subject": "somebody"})),
    "a body without its outcome": ("body-malformed", inside({"outcome": 3})),
    "a body of another version": ("body-malformed", inside({"v": 2})),
    "a writer that continues itself": ("body-malformed", continues_itself),
    "another month": ("month-differs", another_month),
    "an entry deleted": ("entry-missing", deleted),
    "the last entries deleted": ("entry-missing", last_deleted),
    "all entries deleted": ("entry-missing", all_deleted),
    "a waiting row deleted": ("number-missing", deleted_from_the_inbox),
    "the last waiting row deleted": ("number-missing", last_deleted_from_the_inbox),
    "all rows of a writer deleted": ("number-missing", writer_gone_altogether),
    "another time in the inbox": ("body-closed", in_the_inbox("time_ms", "time_ms + 1")),
    "another commitment in the inbox": (
        "commitment-differs",
        in_the_inbox("commitment", ZEROES.format(32)),
    ),
    "another tag in the inbox": ("tag-differs", in_the_inbox("tag", ZEROES.format(16))),
    "another month in the inbox": ("body-closed", in_the_inbox("month", "202609")),
    "two entries swapped": ("published-otherwise", swapped),
    "an index moved away": ("index-wrong", index_moved_away),
    "the index of another": ("index-wrong", index_of_another),
    "an entry put in twice": ("entry-twice", put_in_twice),
    "an entry put in by hand": ("number-twice", put_in_by_hand),
    "a number repeated nearby": ("number-twice", number_repeated_nearby),
    "an entry appended by hand": ("tree-differs", appended_by_hand),
    "a smaller tree": ("tree-differs", tree("UPDATE ledger.tree SET size = size - 1")),
    "a tree of other hashes": (
        "tree-differs",
        tree("UPDATE ledger.tree SET frontier = set_byte(frontier, 0, 0)"),
    ),
    "no tree": ("tree-differs", tree("DELETE FROM ledger.tree")),
    "the database rolled back": ("rolled-back", rolled_back),
    "the database rewritten": ("signed-differs", rewritten),
}
TAMPERINGS = {
    **ROWS,
    **tampered_many.TAMPERINGS,
    **tampered_files.TAMPERINGS,
    **tampered_whole.TAMPERINGS,
}


@pytest.mark.parametrize(("code", "tamper"), list(TAMPERINGS.values()), ids=list(TAMPERINGS))
def test_a_tampering_is_found_and_named(case: Case, code: str, tamper: Tamper) -> None:
    where = tamper(case)
    report = case.verify()
    assert (code, where) in [(each.code, each.where) for each in report.findings]
    assert not report.ok


def test_every_kind_of_finding_has_a_tampering() -> None:
    shown = {code for code, _ in TAMPERINGS.values()}
    assert shown == KINDS.keys() - HANDED_OUT.keys()


def test_ids_that_end_alike_are_no_finding(case: Case) -> None:
    for head in (7, 8):
        row = case.book.writer.prepare(
            {"act": "use", "outcome": "allowed"},
            entry=UUID(int=(head << 64) + 99),
            nonce=bytes(32),
            now=NOW,
            month_key=month_key(MONTH),
            subject=None,
        )
        with case.book.connection.cursor() as cur:
            inbox.insert(cur, row)
        case.book.writer.confirm()
    assert case.findings() == []


def test_every_bad_entry_is_named_and_no_good_one(case: Case) -> None:
    bad = [2, 3, 5, 7, 250]
    case.book.run("UPDATE ledger.entry SET sealed = commitment WHERE idx = ANY(%s)", bad)
    named = [where for code, where in case.findings() if code == "body-closed"]
    assert named == [case.row(at) for at in bad]


def test_a_month_whose_key_is_gone_closes_its_entries_and_no_others(case: Case) -> None:
    def key(month: int) -> bytes:
        if month != MONTH:
            raise LedgerError("gone", "gone")
        return month_key(month)

    where = [w for code, w in case.findings(month_key=key) if code == "body-closed"]
    waiting = [f"{entry} (inbox)" for entry in case.waiting]
    assert where == [f"{case.row(COUNT - 2)}–{COUNT - 1}", *waiting]


def test_a_number_far_away_is_a_gap_and_no_endless_search(case: Case) -> None:
    case.book.record(at=4000, writer=Writer(UUID(int=1), continues=(WRITER, 2**53 - 1)))
    assert case.findings() == [("number-missing", f"{WRITER} #306–{2**53 - 1}")]


def test_an_index_far_away_is_a_gap_and_no_endless_search(case: Case) -> None:
    case.book.run(f"UPDATE ledger.entry SET idx = {2**60} WHERE idx = {COUNT - 1}")
    found = case.findings()
    assert ("entry-missing", f"#{COUNT - 1}–{2**60 - 1}") in found


def test_another_key_than_the_logs_shows_nothing(case: Case) -> None:
    report = verify_export(case.book.public, SigningKey(ORIGIN, bytes(32)).verifier)
    assert [f.code for f in report.findings] == ["checkpoint-broken", "vkey-differs"]
    assert (report.ok, report.size, report.entries) == (False, None, 0)


def test_any_flipped_byte_of_an_export_is_found(book: Book) -> None:
    book.fill(3)
    book.integrate()
    key = book.signer.verifier
    for path in ("checkpoint", "vkey", "tile/0/000.p/3", "tile/entries/000.p/3"):
        whole = (book.public / path).read_bytes()
        for at in range(len(whole)):
            (book.public / path).write_bytes(flip(at)(whole))
            assert not verify_export(book.public, key).ok, (path, at)
        (book.public / path).write_bytes(whole)
    assert verify_export(book.public, key).ok


def test_a_finding_says_what_it_is_and_what_it_means_in_both_languages() -> None:
    for code, kind in KINDS.items():
        for said in (kind.says, kind.means):
            assert said.ko.endswith((".", "다.", "요.")), code
            assert said.en.endswith("."), code
