"""The public site as a Django app: it has no models."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Pages for the public."""

    name = "keepword.site"
    label = "keepword_site"
    verbose_name = "Keepword: public site"
