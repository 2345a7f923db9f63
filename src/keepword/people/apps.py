"""The members' side as a Django app: its tables come from SQL, not from models."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Only migrations."""

    name = "keepword.people"
    label = "keepword_people"
