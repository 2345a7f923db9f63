"""One entry's body against its row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from keepword.ledger.entries import commitment, month_of_ms, open_text, read_body, subject_tag
from keepword.ledger.errors import BodyClosed, NotAnEntry
from keepword.ledger.reading import Row
from keepword.ledger.verifying.counters import Counters
from keepword.ledger.verifying.report import Finding
from keepword.ledger.writer import BODY_VERSION

_FIELDS = {"v": int, "id": str, "at": int, "w": str, "n": int, "act": str, "outcome": str}


def look(row: Row, key: bytes | None, where: str, counters: Counters) -> list[Finding]:
    """What is wrong with an entry; its writer's number goes to `counters`. `key`: its month's."""
    try:
        if key is None:
            return [Finding("body-closed", where)]
        nonce, text = open_text(key, row.entry, row.time_ms, row.sealed)
        body = read_body(text)
    except (BodyClosed, NotAnEntry):
        return [Finding("body-closed", where)]
    if not _is_whole(body):
        return [Finding("body-malformed", where)]
    _count(body, where, counters)
    found = [Finding(code, where) for code in _differing(row, key, body)]
    if commitment(nonce, text) != row.commitment:
        found.append(Finding("commitment-differs", where))
    return found


def _differing(row: Row, key: bytes, body: dict[str, Any]) -> Iterator[str]:
    if body["id"] != str(row.entry):
        yield "id-differs"
    if body["at"] != row.time_ms:
        yield "time-differs"
    if _month(row.time_ms) != row.month:
        yield "month-differs"
    if _tag(key, body) != row.tag:
        yield "tag-differs"


def _is_whole(body: dict[str, Any]) -> bool:
    """Whether the fields of every body are there, of their types and versions."""
    typed = all(type(body.get(name)) is kind for name, kind in _FIELDS.items())
    return typed and body["v"] == BODY_VERSION and body["n"] > 0 and _continues(body) is not None


def _continues(body: dict[str, Any]) -> tuple[str, int] | tuple[()] | None:
    """Which writer this one continues and its last number; () where none, None where unreadable."""
    if "continues" not in body:
        return ()
    said = body["continues"]
    if body["n"] != 1 or not isinstance(said, dict) or said.keys() != {"w", "n"}:
        return None
    writer, number = said["w"], said["n"]
    return (writer, number) if type(writer) is str and type(number) is int else None


def _count(body: dict[str, Any], where: str, counters: Counters) -> None:
    counters.take(body["w"], body["n"], where)
    continued = _continues(body)
    if continued:
        counters.claim(*continued)


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
