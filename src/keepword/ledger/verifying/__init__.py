"""Verification: of an exported log, of the database behind it, of one receipt."""

from keepword.ledger.verifying.database import verify_database
from keepword.ledger.verifying.export import verify_export
from keepword.ledger.verifying.receipt import ReceiptReport, verify_receipt
from keepword.ledger.verifying.report import Finding, Report

__all__ = [
    "Finding",
    "ReceiptReport",
    "Report",
    "verify_database",
    "verify_export",
    "verify_receipt",
]
