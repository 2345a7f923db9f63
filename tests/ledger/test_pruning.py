"""The end of the log's term: bodies go, proofs stay valid, nothing younger goes (P87, P88)."""

from __future__ import annotations

import hashlib
import shutil
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from keepword.foundation.nodes import Duration
from keepword.ledger import inbox, pruning, receipts
from keepword.ledger.entries import month_of
from keepword.ledger.errors import Busy, NotInOrder
from keepword.ledger.pruning import Announcement, Pruned
from keepword.ledger.reading import Reader, rows
from keepword.ledger.receipts import Kind
from keepword.ledger.term import TermTooShort, term_of
from keepword.ledger.verifying import verify_export, verify_receipt
from keepword.policies import library
from keepword.policy.loading import LoadedPolicy
from keepword.policy.model.retention import Trigger
from keepword.storage.sql import Cursor
from tests.ledger.book import CHILD_OF_MAY, NOW, Book, month_key

FIRST, SECOND, THIRD = 202607, 202608, 202609
DAYS = 24 * 3600
MAY = str(CHILD_OF_MAY)
TODAY = date(2026, 11, 24)


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


class House:
    """What the door and the vault do elsewhere: records the announcement, destroys keys."""

    def __init__(self, book: Book, over: set[int]) -> None:
        self.book = book
        self.over = over
        self.at = 100 * DAYS
        self.announcements: list[UUID] = []

    def announce(self, announcement: Announcement) -> UUID:
        row = self.book.prepare(
            at=self.at, act=pruning.ACT, citations=["P87"], **announcement.facts
        )
        with self.book.cursor() as cur:
            inbox.insert(cur, row)
            pruning.announced(cur, announcement, row.entry, NOW)
        self.book.writer.confirm()
        self.announcements.append(row.entry)
        return row.entry

    def destroy(self, cur: Cursor, month: int) -> None:
        cur.execute("INSERT INTO ledger.gone VALUES (%s)", (month,))

    def month_key(self, month: int) -> bytes:
        """Keys that were destroyed are asked of nobody."""
        assert month not in self.destroyed()
        return month_key(month)

    def destroyed(self) -> list[int]:
        with self.book.cursor() as cur:
            cur.execute("SELECT month FROM ledger.gone ORDER BY month")
            return [row[0] for row in cur.fetchall()]

    def prune(self) -> Pruned:
        with self.book.scratch.connect() as own:
            return pruning.prune(own, self.over.__contains__, self.announce, self.destroy, NOW)


def begun(book: Book, entries: int) -> House:
    """Three months of a log: two of them are over."""
    book.run("CREATE TABLE ledger.gone (month integer)")
    book.fill(entries)
    book.record(at=1, subject=MAY)
    of_many(book)
    book.fill(5, at=30 * DAYS)
    book.record(at=60 * DAYS, subject=MAY)
    book.integrate()
    return House(book, {FIRST, SECOND})


@pytest.fixture
def house(book: Book) -> House:
    """With a few entries."""
    return begun(book, 12)


@pytest.fixture
def full_house(book: Book) -> House:
    """With a full tile."""
    return begun(book, 300)


def of_many(book: Book) -> None:
    row = book.writer.prepare_many(
        {"act": "provide", "outcome": "allowed"},
        entry=uuid4(),
        nonce=bytes(32),
        secret=hashlib.sha256(b"secret").digest(),
        now=NOW,
        month_key=month_key(month_of(NOW)),
        subjects=[CHILD_OF_MAY, UUID(int=5)],
    )
    with book.cursor() as cur:
        inbox.insert(cur, row)
    book.writer.confirm()


def leaves(book: Book) -> list[tuple[int | None, int, bytes]]:
    with book.cursor() as cur:
        return [(row.index, row.time_ms, row.commitment) for row in rows(cur, 0)]


def bodies(book: Book) -> dict[int, int]:
    """How many bodies each month has."""
    with book.cursor() as cur:
        cur.execute(
            "SELECT month, count(*) FROM ledger.entry WHERE sealed <> '' "
            "OR tag IS NOT NULL OR people IS NOT NULL OR tags IS NOT NULL GROUP BY month"
        )
        return dict(cur.fetchall())


def test_it_is_announced_first_and_done_once_the_announcement_is_in_the_tree(house: House) -> None:
    book = house.book
    before = leaves(book)
    done = house.prune()
    assert done == Pruned(announced=(FIRST, SECOND), waiting=(FIRST, SECOND))
    assert set(bodies(book)) == {FIRST, SECOND, THIRD}
    assert house.destroyed() == []
    book.integrate()
    assert house.prune() == Pruned(stripped=(FIRST, SECOND))
    assert house.destroyed() == [FIRST, SECOND]
    assert set(bodies(book)) == {THIRD, 202610}
    assert leaves(book)[: len(before)] == before
    with book.cursor() as cur:
        said = book.reader.of_entry(cur, house.announcements[0])
    assert said is not None
    assert said.body["months"] == [FIRST, SECOND]
    assert (said.body["first"], said.body["last"], said.body["entries"]) == (0, 18, 19)
    assert house.prune() == Pruned()
    assert len(house.announcements) == 1


def test_a_newer_announcement_names_what_older_ones_did(house: House) -> None:
    """An announcement ends with its own month, and what it announced stays announced."""
    book = house.book
    pruned(house)
    house.over |= {THIRD, 202610}
    house.at = 900 * DAYS
    assert house.prune().announced == (THIRD, 202610)
    assert book.verify().findings == ()
    book.integrate()
    assert book.verify().findings == ()
    assert house.prune().stripped == (THIRD, 202610)
    with book.cursor() as cur:
        said = book.reader.of_entry(cur, house.announcements[1])
        assert book.reader.of_entry(cur, house.announcements[0]) is None
    assert said is not None
    assert said.body["months"] == [FIRST, SECOND, THIRD, 202610]
    assert said.body["ending"] == [THIRD, 202610]
    assert (said.body["first"], said.body["last"], said.body["entries"]) == (0, 20, 2)
    report = book.verify()
    assert report.findings == ()
    assert {each.month for each in report.pruned} == {FIRST, SECOND, THIRD, 202610}


def test_what_is_not_over_never_goes_even_if_it_was_announced(house: House) -> None:
    house.prune()
    house.book.integrate()
    house.over.discard(SECOND)
    assert house.prune().stripped == (FIRST,)
    assert set(bodies(house.book)) == {SECOND, THIRD, 202610}


def test_an_entry_of_another_month_stops_it(house: House) -> None:
    """A row that was put into an old month by hand is not let go with it."""
    house.book.run(
        "UPDATE ledger.entry SET time_ms = time_ms + %s WHERE month = %s AND idx = 3",
        40 * DAYS * 1000,
        FIRST,
    )
    with pytest.raises(NotInOrder):
        house.prune()


def test_a_month_with_something_in_the_inbox_waits(house: House) -> None:
    house.book.record(at=2)
    assert house.prune().announced == (SECOND,)


def test_the_database_itself_strips_only_what_was_announced(house: House) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        house.book.run("SELECT ledger.strip_month(%s)", THIRD)
    house.prune()
    with pytest.raises(psycopg.errors.CheckViolation):
        house.book.run("SELECT ledger.strip_month(%s)", FIRST)


def test_old_receipts_and_proofs_stay_valid(house: House) -> None:
    """Of an entry about one person, and of one about many."""
    book = house.book
    with book.cursor() as cur:
        files = [
            made
            for each in book.reader.of_subject(cur, CHILD_OF_MAY, [FIRST])
            if (made := receipt_of(book, cur, each.entry)) is not None
        ]
    assert ["person" in made for made in files] == [False, True]
    pruned(house)
    note = (book.public / "checkpoint").read_bytes()
    for made in files:
        report = verify_receipt(receipts.as_file(made), book.signer.verifier, note)
        assert report.findings == ()
    assert verify_export(book.public, book.signer.verifier).findings == ()


def receipt_of(book: Book, cur: Cursor, entry: UUID) -> dict[str, Any] | None:
    return receipts.receipt(
        cur, book.reader, book.public, entry, Kind.ENTRY_RECEIPT, subject=CHILD_OF_MAY
    )


@pytest.mark.parametrize("lost", ["tile/entries/000", "tile/0/000", "tile"])
def test_a_missing_tile_of_a_pruned_month_is_made_again(full_house: House, lost: str) -> None:
    book = full_house.book
    pruned(full_house)
    before = (book.public / "tile/entries/000").read_bytes()
    gone = book.public / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    book.restart()
    book.fill(3, at=110 * DAYS)
    book.integrate()
    assert (book.public / "tile/entries/000").read_bytes() == before
    assert verify_export(book.public, book.signer.verifier).findings == ()


def test_a_person_sees_what_is_left_and_no_key_of_a_pruned_month_is_asked_for(house: House) -> None:
    book = house.book
    months = [FIRST, SECOND, THIRD]
    with book.cursor() as cur:
        before = book.reader.of_subject(cur, CHILD_OF_MAY, months)
    pruned(house)
    reader = Reader(house.month_key)
    with book.cursor() as cur:
        after = reader.of_subject(cur, CHILD_OF_MAY, months)
        assert [entry.entry for entry in after] == [before[0].entry]
        assert reader.of_entry(cur, before[-1].entry) is None
        walked = [entry.entry for entry in reader.walk(cur)]
    assert len(before) == 3
    assert walked == [before[0].entry, *house.announcements]


def pruned(house: House) -> None:
    house.prune()
    house.book.integrate()
    assert house.prune().stripped == (FIRST, SECOND)


STEPS: dict[str, tuple[object, str]] = {
    "at finding what is over": (pruning, "prunable"),
    "at announcing": (House, "announce"),
    "at noting the announcement": (pruning, "announced"),
    "at stripping a month": (pruning, "strip"),
    "at the month's key": (House, "destroy"),
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
def test_a_kill_at_any_step_is_made_good_by_the_next_run(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[object, str],
    at_call: int,
    after: bool,
) -> None:
    book = house.book
    before = leaves(book)
    owner, name = step
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, killing(getattr(owner, name), at_call=at_call, after=after))
        died = False
        for _ in range(2):
            try:
                house.prune()
            except Killed:
                died = True
                book.writer.forget()
                break
            book.integrate()
    assert died or (at_call == 2 and name in {"announce", "announced"})
    consistent(house)
    for _ in range(2):
        book.restart()
        book.integrate()
        house.prune()
        consistent(house)
    assert set(bodies(book)) == {THIRD, 202610}
    assert house.destroyed() == [FIRST, SECOND]
    assert leaves(book)[: len(before)] == before
    assert verify_export(book.public, book.signer.verifier).findings == ()


def consistent(house: House) -> None:
    """Bodies and key of a month go together, and never without an announcement."""
    book = house.book
    stripped = {FIRST, SECOND} - bodies(book).keys()
    assert house.destroyed() == sorted(stripped)
    with book.cursor() as cur:
        cur.execute("SELECT month FROM ledger.pruned WHERE stripped_at IS NOT NULL")
        assert {row[0] for row in cur.fetchall()} == stripped


def test_readers_who_hold_a_month_are_not_waited_for_long(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "PATIENCE", "50ms")
    book = house.book
    house.prune()
    book.integrate()
    with book.scratch.connect() as reading, reading.transaction():
        reading.execute("SELECT count(*) FROM ledger.entry")
        assert house.prune() == Pruned(waiting=(FIRST, SECOND))
        assert house.destroyed() == []
    assert house.prune() == Pruned(stripped=(FIRST, SECOND))


def test_a_bundle_that_began_before_the_pruning_grows_on(house: House) -> None:
    """A small log: old leaves and new ones stand in one bundle."""
    book = house.book
    pruned(house)
    book.restart()
    book.fill(40, at=120 * DAYS)
    book.integrate()
    assert verify_export(book.public, book.signer.verifier).findings == ()


def test_one_prunes_at_a_time_and_on_a_connection_of_its_own(house: House) -> None:
    book = house.book
    with book.scratch.connect() as other:
        other.execute("SELECT pg_advisory_lock(%s)", (pruning.ADVISORY_LOCK,))
        assert house.prune() == Pruned()
    with book.cursor(), pytest.raises(Busy):
        pruning.prune(book.connection, house.over.__contains__, house.announce, house.destroy, NOW)


# ── the term ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def loaded() -> LoadedPolicy:
    return library.load("asan")


def test_the_law_makes_one_year_of_the_policy_two(loaded: LoadedPolicy) -> None:
    law = library.laws()[loaded.policy.meta.law]
    term = term_of(loaded.policy, law, TODAY)
    assert term is not None
    assert {"P87", "SMN 8(1)"} <= set(term.citations)
    assert term.held_until(date(2026, 7, 3)) == date(2028, 7, 31)
    assert not term.is_over(FIRST, date(2028, 7, 31))
    assert term.is_over(FIRST, date(2028, 8, 1))
    assert term.held_until(date(2024, 2, 1)) == date(2026, 2, 28)
    assert term.held_until(date(2026, 12, 31)) == date(2028, 12, 31)


@pytest.mark.parametrize(
    ("wanted", "source"),
    [("6 months", "P87"), ("1 year", "SMN 8(1)"), ("23 months", "SMN 8(1)"), ("700 days", "SMN")],
)
def test_a_shorter_setting_is_refused_with_the_article(
    loaded: LoadedPolicy, wanted: str, source: str
) -> None:
    law = library.laws()[loaded.policy.meta.law]
    with pytest.raises(TermTooShort) as refused:
        term_of(loaded.policy, law, TODAY, Duration.model_validate(wanted))
    assert source in refused.value.message.en
    assert source in refused.value.message.ko


def test_a_longer_setting_holds(loaded: LoadedPolicy) -> None:
    law = library.laws()[loaded.policy.meta.law]
    term = term_of(loaded.policy, law, TODAY, Duration.model_validate("5 years"))
    assert term is not None
    assert term.held_until(date(2026, 7, 3)) == date(2031, 7, 31)


def test_where_nobody_says_a_term_nothing_ever_goes(loaded: LoadedPolicy) -> None:
    law = library.laws()[loaded.policy.meta.law]
    silent = loaded.policy.model_copy(
        update={"retention": [r for r in loaded.policy.retention if r.trigger != Trigger.LOGGED]}
    )
    lawless = law.model_copy(
        update={"rules": [rule for rule in law.rules if rule.test != "log-floor"]}
    )
    assert term_of(silent, lawless, TODAY) is None
    assert term_of(silent, law, TODAY) is not None
    assert term_of(loaded.policy, lawless, TODAY) is not None


def test_every_month_has_its_last_day(loaded: LoadedPolicy) -> None:
    law = library.laws()[loaded.policy.meta.law]
    term = term_of(loaded.policy, law, TODAY)
    assert term is not None
    for ahead in range(900):
        day = date(2026, 1, 1) + timedelta(days=ahead)
        last = term.held_until(day)
        assert (last.year - day.year, last.month) == (2, day.month)
        assert last.day >= min(day.day, monthrange(last.year, last.month)[1])
        month = day.year * 100 + day.month
        assert not term.is_over(month, last)
        assert term.is_over(month, last + timedelta(days=1))
