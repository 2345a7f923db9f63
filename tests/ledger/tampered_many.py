"""Tampering with acts on many people, and with the end of the log's term."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from keepword.ledger import canonical, entries
from tests.ledger.book import month_key
from tests.ledger.tampered import (
    COUNT,
    MONTH,
    NEXT,
    OF_MANY,
    PEOPLE,
    SECRET,
    Case,
    Tamper,
    put,
    resealed,
)

MARK = (
    "INSERT INTO ledger.pruned (month, entry, first, last, entries, announced_at, stripped_at) "
    "VALUES (%s, %s, %s, %s, 298, now(), now())"
)
BARE = "UPDATE ledger.entry SET sealed = '', tag = NULL, people = NULL, tags = NULL WHERE "


def many(column: str, value: str) -> Tamper:
    """Change a column of the act on many."""

    def tamper(case: Case) -> str:
        case.book.run(f"UPDATE ledger.entry SET {column} = {value} WHERE idx = {OF_MANY}")
        return case.row(OF_MANY)

    return tamper


def other_people(people: list[UUID]) -> Tamper:
    """By somebody who holds the month's key."""

    def tamper(case: Case) -> str:
        ids = [each.bytes for each in people]
        at = case.book.one("SELECT time_ms FROM ledger.entry WHERE idx = %s", OF_MANY)
        key, entry = month_key(MONTH), case.entries[OF_MANY]
        case.book.run(
            "UPDATE ledger.entry SET people = %s, tags = %s WHERE idx = %s",
            entries.seal_people(key, entry, at, SECRET, ids),
            entries.people_tags(key, ids),
            OF_MANY,
        )
        return case.row(OF_MANY)

    return tamper


def people_beside_nobody(case: Case) -> str:
    """A list of people at an entry whose body knows of none."""
    at = case.book.one("SELECT time_ms FROM ledger.entry WHERE idx = 3")
    sealed = entries.seal_people(month_key(MONTH), case.entries[3], at, SECRET, [bytes(16)])
    case.book.run("UPDATE ledger.entry SET people = %s WHERE idx = 3", sealed)
    return case.row(3)


def announced(case: Case, **said: Any) -> None:
    """The last entry of the tree announces a pruning, signed and published as it stands there."""
    resealed_last(case, {"act": "prune", **said})


def resealed_last(case: Case, change: dict[str, Any]) -> None:
    """Another body for the last entry, which stands in August."""
    last = COUNT - 1
    with case.book.connection.cursor() as cur:
        found = case.book.reader.of_entry(cur, case.entries[last])
    assert found is not None
    text = canonical.encode(found.body | change)
    put(case, last, found.nonce, text, commit=True, month=NEXT)


def emptied(case: Case) -> str:
    """Bodies that are gone, and no entry says so."""
    case.book.run(f"{BARE} month = %s", MONTH)
    return f"{case.row(0)}–{COUNT - 3}"


def emptied_further(case: Case) -> str:
    """More than was announced."""
    announced(case, months=[MONTH], first=0, last=99)
    case.book.run(f"{BARE} month = %s", MONTH)
    return f"{case.row(0)}–{COUNT - 3}"


def marked_by_hand(case: Case) -> str:
    entry = UUID(int=1)
    case.book.run(MARK, MONTH, entry, 0, COUNT - 3)
    return f"{MONTH} ({entry})"


def body_put_back(case: Case) -> str:
    """A month that is stripped has a body again."""
    announced(case, months=[MONTH], first=0, last=COUNT - 3)
    case.book.run(f"{BARE} month = %s AND idx <> 7", MONTH)
    case.book.run(MARK, MONTH, case.entries[COUNT - 1], 0, COUNT - 3)
    return f"{MONTH}"


def row_taken_out(case: Case) -> str:
    """Pruning is no excuse for a row that is not there."""
    announced(case, months=[MONTH], first=0, last=COUNT - 3)
    case.book.run(f"{BARE} month = %s", MONTH)
    case.book.run("DELETE FROM ledger.entry WHERE idx = 20")
    return "#20"


def leaf_changed(case: Case) -> str:
    """Without its body the leaf is bound all the same."""
    announced(case, months=[MONTH], first=0, last=COUNT - 3)
    case.book.run(f"{BARE} month = %s", MONTH)
    case.book.run("UPDATE ledger.entry SET time_ms = time_ms + 1 WHERE idx = 20")
    return case.row(20)


def vague(case: Case) -> str:
    announced(case, months="all", first=0, last=COUNT - 3)
    return case.row(COUNT - 1)


TAMPERINGS: dict[str, tuple[str, Tamper]] = {
    "no people any more": ("people-closed", many("people", "NULL")),
    "people of zeroes": ("people-closed", many("people", "decode(repeat('00', 140), 'hex')")),
    "a person added to many": ("people-differ", other_people([*PEOPLE, UUID(int=1)])),
    "a person taken out of many": ("people-differ", other_people(PEOPLE[1:])),
    "people in another order": ("people-differ", other_people(PEOPLE[::-1])),
    "a person twice among many": ("people-differ", other_people([*PEOPLE, PEOPLE[0]])),
    "a list of people beside nobody": ("people-differ", people_beside_nobody),
    "another number of people": (
        "people-differ",
        lambda case: resealed(
            case, {"people": {"n": 4, "root": "00" * 32}}, at=OF_MANY, commit=True
        ),
    ),
    "a tag of many taken out": ("tags-differ", many("tags", "substring(tags FROM 17)")),
    "a tag of many changed": ("tags-differ", many("tags", "set_byte(tags, 3, 0)")),
    "no tags of many": ("tags-differ", many("tags", "NULL")),
    "one person's tag on many": ("tag-differs", many("tag", "decode(repeat('00', 16), 'hex')")),
    "bodies gone without a word": ("body-closed", emptied),
    "more bodies gone than announced": ("body-closed", emptied_further),
    "a month marked as pruned by hand": ("prune-unannounced", marked_by_hand),
    "a body back in a pruned month": ("prune-undone", body_put_back),
    "a row out of a pruned month": ("entry-missing", row_taken_out),
    "a leaf of a pruned month": ("published-otherwise", leaf_changed),
    "a pruning that does not say what": ("prune-malformed", vague),
}
