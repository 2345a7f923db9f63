"""One receipt or certificate, checked with nothing but a key and a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from keepword.ledger import bulk_certificates, checkpoints, merkle, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import LedgerError, ProofBroken
from keepword.ledger.notes import VerifierKey
from keepword.ledger.publishing import fetcher
from keepword.ledger.receipts import Kind, Receipt
from keepword.ledger.verifying.report import Finding

Consistency = Literal["same", "proven", "not-shown"]
"""How the file's tree is related to the checkpoint's: the same one; shown to be its beginning; or
larger, with nothing that shows it."""


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """What holds of a file. `index` is the entry's place, `size` the tree's that shows it."""

    receipt: Receipt | None
    index: int | None
    size: int | None
    consistency: Consistency | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return not self.findings

    def as_record(self) -> dict[str, Any]:
        """As JSON has it; what is not known is left out."""
        found = self.receipt
        known: dict[str, Any] = {
            "type": found.type if found else None,
            "entry": found.body if found else None,
            "index": self.index,
            "size": self.size,
            "consistency": self.consistency,
        }
        return {
            "ok": self.ok,
            **{name: value for name, value in known.items() if value is not None},
            "findings": [finding.as_record() for finding in self.findings],
        }


def verify_receipt(
    file: bytes,
    key: VerifierKey,
    checkpoint: bytes,
    *,
    kind: Kind | None = None,
    tiles_folder: Path | None = None,
) -> ReceiptReport:
    """Verify a receipt or certificate against a checkpoint that came another way.

    Args:
        file: as it was handed out.
        key: of the log.
        checkpoint: a signed checkpoint of the log, not older than the file.
        kind: which kind it must be; any if None.
        tiles_folder: an exported log of the checkpoint's size, which shows that the file's tree is
            the beginning of the checkpoint's.
    """
    try:
        found = bulk_certificates.read_any(file)
        if kind not in (None, found.kind):
            return _failed(Finding("receipt-kind", found.kind.value))
        shown = found.check(key)
    except LedgerError as error:
        return _failed(Finding("receipt-broken", why=error.message))
    try:
        known = checkpoints.read(checkpoint, key)
    except ProofBroken as error:
        return _failed(Finding("checkpoint-broken", why=error.message))
    consistency = _relate(shown, known, tiles_folder)
    if isinstance(consistency, Finding):
        return _failed(consistency)
    return ReceiptReport(found, found.proof.index, shown.size, consistency, ())


def _relate(shown: Checkpoint, known: Checkpoint, folder: Path | None) -> Consistency | Finding:
    sizes = f"{known.size} / {shown.size}"
    if known.size < shown.size:
        return Finding("checkpoint-older", sizes)
    if known.size == shown.size:
        return "same" if known.root == shown.root else Finding("checkpoint-contradicts", sizes)
    if folder is None:
        return "not-shown"
    source = tiles.source(fetcher(folder), known.size)
    try:
        path = merkle.prove_consistency(source, shown.size, known.size)
        merkle.check_consistency(shown.size, shown.root, known.size, known.root, path)
    except ProofBroken as error:
        return Finding("checkpoint-contradicts", sizes, error.message)
    return "proven"


def _failed(finding: Finding) -> ReceiptReport:
    return ReceiptReport(None, None, None, None, (finding,))
