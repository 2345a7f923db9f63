"""The Django application of this room: its tables come from SQL, not from models."""

from __future__ import annotations

from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    """Only migrations."""

    name = "keepword.safeguards"
    label = "keepword_safeguards"
