"""One entry's body against its row, examined in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from keepword.ledger import bulk
from keepword.ledger.entries import (
    commitment,
    month_of_ms,
    open_people,
    open_text,
    people_tags,
    read_body,
    subject_tag,
)
from keepword.ledger.errors import BodyClosed, NotAnEntry
from keepword.ledger.verifying.rows import Row
from keepword.ledger.writer import BODY_VERSION

_FIELDS = {"v": int, "id": str, "at": int, "w": str, "n": int, "act": str, "outcome": str}

People = Callable[[Row], tuple[bytes | None, bytes | None]]
"""Brings the sealed people of an act on many, and their tags."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a row holds: its body where one of ours could be read, and the codes of findings."""

    body: dict[str, Any] | None
    codes: tuple[str, ...]


def look(row: Row, key: bytes | None, people: People) -> Looked:
    """Everything that is wrong with an entry. `key`: its month's; None where there is none."""
    if key is None:
        return Looked(None, ("body-closed",))
    try:
        nonce, text = open_text(key, row.entry, row.time_ms, row.sealed)
        body = read_body(text)
    except (BodyClosed, NotAnEntry):
        return Looked(None, ("body-closed",))
    if not _is_whole(body):
        return Looked(None, ("body-malformed",))
    codes = list(_differing(row, key, body))
    if commitment(nonce, text) != row.commitment:
        codes.append("commitment-differs")
    if row.many or "people" in body:
        codes += _people(row, key, body.get("people"), *people(row))
    return Looked(body, tuple(codes))


def continued(body: dict[str, Any]) -> tuple[str, int] | tuple[()] | None:
    """Which writer this one continues and its last number; () where none, None where unreadable."""
    if "continues" not in body:
        return ()
    said = body["continues"]
    if body["n"] != 1 or not isinstance(said, dict) or said.keys() != {"w", "n"}:
        return None
    writer, number = said["w"], said["n"]
    good = type(writer) is str and type(number) is int and number >= 0 and writer != body["w"]
    return (writer, number) if good else None


def _is_whole(body: dict[str, Any]) -> bool:
    """Whether the fields of every body are there, of their types and versions."""
    typed = all(type(body.get(name)) is kind for name, kind in _FIELDS.items())
    return typed and body["v"] == BODY_VERSION and body["n"] > 0 and continued(body) is not None


def _differing(row: Row, key: bytes, body: dict[str, Any]) -> Iterator[str]:
    if body["id"] != row.id:
        yield "id-differs"
    if body["at"] != row.time_ms:
        yield "time-differs"
    if _month(row.time_ms) != row.month:
        yield "month-differs"
    if _tag(key, body) != row.tag:
        yield "tag-differs"


def _people(
    row: Row, key: bytes, said: object, sealed: bytes | None, tags: bytes | None
) -> Iterator[str]:
    """The people of an act on many: who they are as the body's root binds them, and their tags."""
    if sealed is None:
        yield "people-closed"
        return
    try:
        secret, subjects = open_people(key, row.entry, row.time_ms, sealed)
    except BodyClosed:
        yield "people-closed"
        return
    try:
        found = {"n": len(subjects), "root": bulk.root(secret, subjects).hex()}
    except NotAnEntry:
        found = {}
    if found != said:
        yield "people-differ"
    if people_tags(key, subjects) != tags:
        yield "tags-differ"


def _month(time_ms: int) -> int | None:
    try:
        return month_of_ms(time_ms)
    except NotAnEntry:
        return None


def _tag(key: bytes, body: dict[str, Any]) -> bytes | None:
    """The tag that the row must have; an unreadable subject has none."""
    subject = body.get("subject")
    try:
        return subject_tag(key, UUID(subject)) if isinstance(subject, str) else None
    except ValueError:
        return None
