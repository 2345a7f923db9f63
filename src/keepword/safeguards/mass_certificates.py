"""The certificate of one person whom an act on many erased: *erased* now, *final* after the root
turn (P64, P66). It shows them and nobody else (`ledger.bulk_certificates`)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from keepword.ledger import bulk_certificates
from keepword.ledger.entries import month_of
from keepword.ledger.reading import Entry, Reader, months_in_use
from keepword.safeguards.mass_errors import NotAmongThem
from keepword.safeguards.mass_states import MassErasure
from keepword.storage.sql import Cursor
from keepword.vault import erased, turns


def certificate(
    cur: Cursor, reader: Reader, public: Path, of: MassErasure, subject: UUID
) -> dict[str, Any] | None:
    """The file's content, in the furthest state that can be proven; None while the entry is not in
    a published tree. Whether whoever asks may have it is the caller's to see to.

    Raises:
        NotAmongThem: the request erased nothing of this person (yet).
        ProofBroken, NothingPublished, BodyClosed: the ledger is not in order.
    """
    entry = _entry(cur, reader, of, subject)
    units = erased.units_until(cur, subject, datetime.fromtimestamp(entry.time_ms / 1000, UTC))
    turn = turns.final_turn(cur, subject, units) if units else None
    if turn is not None and turn.entry is not None:
        made = bulk_certificates.final(cur, reader, public, entry.entry, turn.entry, subject)
        if made is not None:
            return made
    return bulk_certificates.issue(cur, reader, public, entry.entry, subject)


def _entry(cur: Cursor, reader: Reader, of: MassErasure, subject: UUID) -> Entry:
    """The entry of this request in which the person is."""
    if of.begun_at is None:
        raise NotAmongThem
    known, since = frozenset(of.progress.entries), month_of(of.begun_at)
    months = [month for month in months_in_use(cur) if month >= since]
    found = reader.of_subject(cur, subject, months)
    entry = next((each for each in found if each.entry in known), None)
    if entry is None:
        raise NotAmongThem
    return entry
