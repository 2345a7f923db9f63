"""The door: what decisions about a person rest on; its tables come from SQL, not from models."""

from __future__ import annotations

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Only migrations."""

    name = "keepword.custody"
    label = "keepword_custody"
