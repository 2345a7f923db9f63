"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """API clients under the label `clients`."""

    name = "keepword.clients"
    label = "clients"
