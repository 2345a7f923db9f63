"""One act on many people: each finds it and can prove it, and it shows nobody else (P87)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import bulk, inbox
from keepword.ledger.bulk import Branch
from keepword.ledger.entries import month_of, open_people, people_tags
from keepword.ledger.errors import NotAnEntry, NotAProof, ReservedField
from tests.ledger import naive
from tests.ledger.book import CHILD_OF_MAY, GONE, NOW, Book, month_key

SECRET = hashlib.sha256(b"secret").digest()
MONTH = month_of(NOW)
ids = st.binary(min_size=16, max_size=16)
people = st.lists(ids, min_size=1, max_size=70, unique=True)
secrets_ = st.binary(min_size=32, max_size=32)


def leaves(secret: bytes, subjects: Sequence[bytes]) -> list[bytes]:
    """The leaves' data, word for word."""
    found = []
    for index, subject in enumerate(subjects):
        nonce = hashlib.sha256(secret + index.to_bytes(8, "big")).digest()
        found.append(hashlib.sha256(nonce + subject).digest())
    return found


def many(count: int) -> list[bytes]:
    return [hashlib.sha256(str(n).encode()).digest()[:16] for n in range(count)]


@given(secrets_, people)
def test_the_root_is_that_of_rfc_6962(secret: bytes, subjects: list[bytes]) -> None:
    assert bulk.root(secret, subjects) == naive.mth(leaves(secret, subjects))


@given(secrets_, people, st.data())
def test_a_branch_is_the_path_of_rfc_6962_and_proves_the_person(
    secret: bytes, subjects: list[bytes], data: st.DataObject
) -> None:
    subject = data.draw(st.sampled_from(subjects))
    shown = bulk.branch(secret, subjects, subject)
    data_of_leaves = leaves(secret, subjects)
    assert list(shown.path) == naive.path(shown.index, data_of_leaves)
    assert hashlib.sha256(shown.nonce + subject).digest() == data_of_leaves[shown.index]
    bulk.check(shown, subject, len(subjects), bulk.root(secret, subjects))


@given(secrets_, people, ids)
def test_a_branch_proves_nobody_else(secret: bytes, subjects: list[bytes], other: bytes) -> None:
    shown = bulk.branch(secret, subjects, subjects[0])
    for stranger in {other, *subjects} - {subjects[0]}:
        with pytest.raises(NotAProof):
            bulk.check(shown, stranger, len(subjects), bulk.root(secret, subjects))


def test_places_beyond_those_that_are_remembered_are_counted_the_same() -> None:
    subjects = many(5_000)
    assert bulk.root(SECRET, subjects) == naive.mth(leaves(SECRET, subjects))
    shown = bulk.branch(SECRET, subjects, subjects[4_999])
    bulk.check(shown, subjects[4_999], 5_000, bulk.root(SECRET, subjects))


def test_a_branch_shows_nobody_elses_id_or_nonce() -> None:
    subjects = many(9)
    shown = bulk.branch(SECRET, subjects, subjects[4])
    seen = b"".join([shown.nonce, *shown.path])
    for index, other in enumerate(subjects):
        if index != 4:
            assert other not in seen
            assert hashlib.sha256(SECRET + index.to_bytes(8, "big")).digest() not in seen
            # Without the nonce even who guesses the person right sees no hash of theirs.
            assert hashlib.sha256(b"\x00" + hashlib.sha256(other).digest()).digest() not in seen
    assert SECRET not in seen


@pytest.mark.parametrize(
    ("secret", "subjects"),
    [(SECRET, []), (SECRET, many(1) * 2), (SECRET[1:], many(2)), (SECRET, [b"short"]),
     (SECRET, [bytes(15), bytes(17)])],
)  # fmt: skip
def test_what_is_no_group_of_people_has_no_root(secret: bytes, subjects: list[bytes]) -> None:
    with pytest.raises(NotAnEntry):
        bulk.root(secret, subjects)


def test_who_is_not_among_them_has_no_branch() -> None:
    with pytest.raises(NotAProof):
        bulk.branch(SECRET, many(3), bytes(16))


@pytest.mark.parametrize("what", ["index", "nonce", "path", "short nonce", "short hash", "n"])
def test_a_changed_branch_proves_nothing(what: str) -> None:
    subjects = many(5)
    good = bulk.branch(SECRET, subjects, subjects[2])
    changed = {
        "index": Branch(3, good.nonce, good.path),
        "nonce": Branch(2, bytes(32), good.path),
        "path": Branch(2, good.nonce, good.path[::-1]),
        "short nonce": Branch(2, good.nonce[1:], good.path),
        "short hash": Branch(2, good.nonce, (*good.path[:-1], b"")),
    }.get(what, good)
    with pytest.raises(NotAProof):
        bulk.check(changed, subjects[2], 9 if what == "n" else 5, bulk.root(SECRET, subjects))


def prepared(book: Book, subjects: Sequence[UUID] | Sequence[bytes], **body: object) -> UUID:
    """One act on these people, in the inbox; the id of its entry."""
    row = book.writer.prepare_many(
        {"act": "provide", "outcome": "allowed", **body},
        entry=uuid4(),
        nonce=hashlib.sha256(uuid4().bytes).digest(),
        secret=SECRET,
        now=NOW,
        month_key=month_key(MONTH),
        subjects=subjects,
    )
    with book.cursor() as cur:
        inbox.insert(cur, row)
    book.writer.confirm()
    return row.entry


@pytest.mark.parametrize("integrated", [False, True])
@pytest.mark.parametrize("count", [1, 2, 100, 4_096, 4_097])
def test_everybody_it_concerns_finds_it_and_nobody_else(
    book: Book, count: int, integrated: bool
) -> None:
    concerned = [UUID(bytes=each) for each in many(count)]
    entry = prepared(book, concerned)
    book.record(subject=str(GONE))
    if integrated:
        book.integrate()
    with book.cursor() as cur:
        for subject in concerned[:: max(1, count // 40)]:
            found = book.reader.of_subject(cur, subject, [MONTH])
            assert [each.entry for each in found] == [entry]
            assert found[0].body["people"]["n"] == count
            assert "subject" not in found[0].body
        assert book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH]) == []


def test_the_branch_from_the_log_proves_its_person_against_the_body(book: Book) -> None:
    concerned = [UUID(bytes=each) for each in many(37)]
    entry = prepared(book, concerned)
    alone = book.record(subject=str(GONE))
    book.integrate()
    with book.cursor() as cur:
        opened = book.reader.of_entry(cur, entry)
        shown = book.reader.branch(cur, entry, concerned[20])
        assert book.reader.branch(cur, alone, GONE) is None
        with pytest.raises(NotAProof):
            book.reader.branch(cur, entry, GONE)
    assert opened is not None
    assert shown is not None
    said = opened.body["people"]
    bulk.check(shown, concerned[20].bytes, said["n"], bytes.fromhex(said["root"]))


def test_ids_may_come_as_bytes_and_keep_their_order(book: Book) -> None:
    row = book.writer.prepare_many(
        {"act": "provide", "outcome": "allowed"},
        entry=uuid4(),
        nonce=bytes(32),
        secret=SECRET,
        now=NOW,
        month_key=month_key(MONTH),
        subjects=many(5),
    )
    assert row.people is not None
    opened = open_people(month_key(MONTH), row.entry, row.time_ms, row.people)
    assert opened == (SECRET, many(5))
    assert row.tags == people_tags(month_key(MONTH), many(5))
    assert row.tag is None


@pytest.mark.parametrize("body", [{"subject": str(CHILD_OF_MAY)}, {"people": {"n": 1}}])
def test_the_body_says_nothing_else_of_whom_it_concerns(
    book: Book, body: dict[str, object]
) -> None:
    with pytest.raises((NotAnEntry, ReservedField)):
        prepared(book, many(2), **body)


def test_a_tag_that_stands_across_two_others_is_none(book: Book) -> None:
    """Whoever shifts tags by a few bytes must not show somebody an act that is not theirs."""
    mine = people_tags(month_key(MONTH), [CHILD_OF_MAY.bytes])
    prepared(book, many(2))
    for table in ("inbox", "entry"):
        book.run(f"UPDATE ledger.{table} SET tags = %s", bytes(3) + mine + bytes(13))
        with book.cursor() as cur:
            assert book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH]) == []
        book.integrate()
    book.run("UPDATE ledger.entry SET tags = %s", bytes(16) + mine)
    with book.cursor() as cur:
        assert len(book.reader.of_subject(cur, CHILD_OF_MAY, [MONTH])) == 1


def test_the_database_holds_no_id_of_the_people(book: Book) -> None:
    prepared(book, many(20))
    book.integrate()
    prepared(book, many(20))
    for table in ("inbox", "entry"):
        dumped = book.one(f"SELECT string_agg(t::text, '') FROM ledger.{table} t")
        assert not [each for each in many(20) if each.hex() in dumped]
        assert SECRET.hex() not in dumped
