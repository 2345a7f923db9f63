"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff accounts under the label `accounts`."""

    name = "keepword.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.UUIDField"
