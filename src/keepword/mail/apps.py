"""Mail as a Django app: its table comes from SQL, not from models."""

from __future__ import annotations

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Only migrations."""

    name = "keepword.mail"
    label = "keepword_mail"
