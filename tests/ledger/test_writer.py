"""A writer's numbers have no gap: they are used up only by commits that happened."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from keepword.ledger import bulk, canonical
from keepword.ledger.entries import commitment, open_body, people_tags, subject_tag
from keepword.ledger.errors import LedgerError, NotAnEntry, NotCanonical, ReservedField
from keepword.ledger.writer import InboxRow, Writer

KEY, NONCE = bytes(range(32)), bytes(32)
ME, SUBJECT, ENTRY = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2026, 7, 23, 9, 30, 0, 123456, tzinfo=UTC)


def prepare(writer: Writer, body: dict[str, object] | None = None) -> InboxRow:
    return writer.prepare(
        body or {"act": "use", "outcome": "denied", "subject": str(SUBJECT)},
        entry=ENTRY,
        nonce=NONCE,
        now=NOW,
        month_key=KEY,
        subject=SUBJECT,
    )


def said(row: InboxRow) -> dict[str, object]:
    return open_body(KEY, row.entry, row.time_ms, row.sealed)[1]


def numbers(writer: Writer, count: int) -> list[object]:
    return [said(prepare(writer))["n"] for _ in range(count)]


def test_a_row_is_sealed_and_committed_to() -> None:
    row = prepare(Writer(ME))
    body = said(row)
    assert body == {
        "v": 1, "id": str(ENTRY), "at": row.time_ms, "w": str(ME), "n": 1,
        "act": "use", "outcome": "denied", "subject": str(SUBJECT),
    }  # fmt: skip
    assert (row.month, row.time_ms % 1000, row.tag) == (202607, 123, subject_tag(KEY, SUBJECT))
    assert row.commitment == commitment(NONCE, canonical.encode(body))


def test_numbers_of_one_transaction_follow_each_other_and_a_commit_uses_them_up() -> None:
    writer = Writer(ME)
    assert numbers(writer, 3) == [1, 2, 3]
    writer.confirm()
    assert writer.confirmed == (ME, 3)
    assert numbers(writer, 1) == [4]


def test_numbers_of_what_was_rolled_back_are_free_again() -> None:
    writer = Writer(ME)
    numbers(writer, 1)
    writer.confirm()
    numbers(writer, 2)
    writer.forget()
    assert numbers(writer, 1) == [2]


def test_only_the_last_row_can_be_taken_back() -> None:
    writer = Writer(ME)
    first, second = prepare(writer), prepare(writer)
    with pytest.raises(LedgerError):
        writer.take_back(first)
    writer.take_back(second)
    assert numbers(writer, 1) == [2]


def test_a_successor_says_whom_it_continues_until_its_first_commit() -> None:
    writer = Writer(ME, continues=(UUID(int=9), 7))
    claim = {"w": str(UUID(int=9)), "n": 7}
    assert said(prepare(writer))["continues"] == claim
    assert "continues" not in said(prepare(writer))
    writer.forget()
    assert said(prepare(writer))["continues"] == claim
    writer.confirm()
    assert "continues" not in said(prepare(writer))


@pytest.mark.parametrize("field", ["v", "id", "at", "w", "n", "continues", "people"])
def test_the_writers_fields_are_its_own(field: str) -> None:
    with pytest.raises(ReservedField):
        prepare(Writer(ME), {"act": "use", field: "x"})


def test_a_body_that_has_no_text_uses_up_no_number() -> None:
    writer = Writer(ME)
    with pytest.raises(NotCanonical):
        prepare(writer, {"act": "use", "subject": str(SUBJECT), "why": None})
    assert numbers(writer, 1) == [1]


@pytest.mark.parametrize("body", [{"act": "use"}, {"act": "use", "subject": str(ENTRY)}])
def test_a_body_names_the_person_it_is_filed_under(body: dict[str, object]) -> None:
    """Else a look would be hidden from the person, or shown to another one."""
    with pytest.raises(NotAnEntry):
        prepare(Writer(ME), body)


def prepare_many(writer: Writer, body: dict[str, object], subjects: list[UUID]) -> InboxRow:
    return writer.prepare_many(
        body,
        entry=ENTRY,
        nonce=NONCE,
        secret=bytes(32),
        now=NOW,
        month_key=KEY,
        subjects=subjects,
    )


def test_an_act_on_many_people_is_one_row_with_one_number() -> None:
    writer = Writer(ME)
    row = prepare_many(writer, {"act": "provide"}, [SUBJECT, ME, ENTRY])
    ids = [SUBJECT.bytes, ME.bytes, ENTRY.bytes]
    body = said(row)
    assert body == {
        "v": 1, "id": str(ENTRY), "at": row.time_ms, "w": str(ME), "n": 1, "act": "provide",
        "people": {"n": 3, "root": bulk.root(bytes(32), ids).hex()},
    }  # fmt: skip
    assert row.commitment == commitment(NONCE, canonical.encode(body))
    assert (row.tag, row.tags) == (None, people_tags(KEY, ids))
    assert numbers(writer, 1) == [2]


@pytest.mark.parametrize("subjects", [[], [SUBJECT, SUBJECT]])
def test_an_act_on_nobody_or_on_somebody_twice_uses_up_no_number(subjects: list[UUID]) -> None:
    writer = Writer(ME)
    with pytest.raises(NotAnEntry):
        prepare_many(writer, {"act": "provide"}, subjects)
    with pytest.raises(NotAnEntry):
        prepare_many(writer, {"act": "provide", "subject": str(SUBJECT)}, [SUBJECT])
    assert numbers(writer, 1) == [1]
