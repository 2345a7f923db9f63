"""Receipts and certificates as files: one entry, and the proof that it is in the ledger.

A certificate of destruction is handed out in the furthest state that can be proven: *erased*, and
*final* once the root turn that made it so is on record and published too (P66).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from keepword.ledger import receipts
from keepword.ledger.errors import NotAReceipt, NothingPublished
from keepword.runtime import house
from keepword.site.evidence import published
from keepword.site.joining.drawer import cursor
from keepword.storage.sql import Cursor
from keepword.vault import turns

CONSENT_RECEIPT = receipts.Kind.CONSENT_RECEIPT.value
CERTIFICATE = receipts.Kind.CERTIFICATE.value


@dataclass(frozen=True, slots=True)
class Final:
    """What made a destruction final: when the root was given up, what that is worth (`immediate`,
    `dated`, `unprovable`), and the day from which it holds where that is a later one."""

    turned: datetime
    finality: str
    on: date | None


def proof_file(entry: UUID, kind: str) -> dict[str, Any] | None:
    """The content of a receipt or certificate; None while the ledger has not published the entry.

    Whether whoever asks may have it is the caller's to see to. `receipts.as_file` makes the
    bytes to hand out.

    Args:
        entry: the entry's id.
        kind: `CONSENT_RECEIPT` or `CERTIFICATE`.

    Raises:
        NotAReceipt: an entry of an act that this kind does not show.
        ProofBroken, BodyClosed: the ledger is not in order.
        LedgerShut: the database is not there.
    """
    wanted = receipts.Kind(kind)
    with cursor() as cur:
        try:
            made = _final(cur, entry) if wanted is receipts.Kind.CERTIFICATE else None
            return made or receipts.receipt(cur, house.reader(), published.folder(), entry, wanted)
        except NothingPublished:
            return None


def finality(content: dict[str, Any] | None) -> Final | None:
    """What a certificate's content says made it final; None for one that says *erased*."""
    turn = content.get("turn") if content else None
    if turn is None:
        return None
    body = turn["entry"]
    on = body.get("final_on") if body["finality"] == "dated" else None
    turned = datetime.fromtimestamp(body["at"] / 1000, UTC)
    return Final(turned, body["finality"], date.fromisoformat(on) if on else None)


def _final(cur: Cursor, entry: UUID) -> dict[str, Any] | None:
    """The certificate that says *final*; None as long as none can be made.

    By the clocks a turn may have begun a moment before an erasure that it made final all the same.
    Then the two do not prove it, and the certificate goes on saying *erased*.
    """
    reader = house.reader()
    found = reader.of_entry(cur, entry)
    body = found.body if found else {}
    subject = body.get("subject")
    units = {UUID(gone["unit"]) for gone in body.get("destroyed", ()) if "unit" in gone}
    turn = turns.final_turn(cur, UUID(subject), units) if subject and units else None
    if turn is None or turn.entry is None:
        return None
    try:
        return receipts.final(cur, reader, published.folder(), entry, turn.entry)
    except NotAReceipt:
        return None
