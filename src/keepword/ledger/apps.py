"""The evidence ledger, as a Django app: its tables come from SQL, not from models."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Only migrations."""

    name = "keepword.ledger"
    label = "keepword_ledger"
