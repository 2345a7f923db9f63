"""The vault: sealed items, their keys, their indexes; its tables come from SQL, not from models."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Only migrations."""

    name = "keepword.vault"
    label = "keepword_vault"
