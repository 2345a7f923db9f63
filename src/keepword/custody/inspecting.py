"""Inspect: what is held of a person and whether it is gone, without any value (P85; PIPA 35)."""

from __future__ import annotations

from uuid import UUID

from keepword.custody import recording
from keepword.custody.answers import Holding
from keepword.custody.work import Work
from keepword.storage.sql import statement


def holdings(work: Work, subject: UUID) -> tuple[Holding, ...]:
    """What is held of a person, by record and item; that somebody looked is on record."""
    work.cursor.execute(
        statement("keepword.custody", "holdings"), {"subject": subject}, prepare=True
    )
    found = tuple(Holding(*row) for row in work.cursor.fetchall())
    question = recording.of_request(subject=subject)
    work.record("inspect", subject, question, {"outcome": "done", "records": len(found)})
    return found


def is_erased(work: Work, subject: UUID, record: UUID) -> bool:
    """Whether nothing of a record is held any more; that somebody asked is on record."""
    work.cursor.execute(
        statement("keepword.custody", "is_held"),
        {"subject": subject, "record": record},
        prepare=True,
    )
    gone = work.cursor.fetchone() is None
    question = recording.of_request(subject=subject, record=record)
    work.record("verify-erased", subject, question, {"outcome": "done", "erased": gone})
    return gone
