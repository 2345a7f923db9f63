"""Receipts and certificates as files: one entry, and the proof that it is in the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from keepword.ledger import receipts
from keepword.ledger.errors import NothingPublished
from keepword.runtime import house
from keepword.site.evidence import published

CONSENT_RECEIPT = receipts.Kind.CONSENT_RECEIPT.value
CERTIFICATE = receipts.Kind.CERTIFICATE.value


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
    """
    with transaction.atomic(), connection.cursor() as wrapped:
        try:
            return receipts.receipt(
                wrapped.cursor, house.reader(), published.folder(), entry, receipts.Kind(kind)
            )
        except NothingPublished:
            return None
