"""The public site as a Django app: it has no models."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import register_converter

from keepword.site.languages import LanguageConverter


class SiteConfig(AppConfig):
    """Pages for the public."""

    name = "keepword.site"
    label = "keepword_site"
    verbose_name = "Keepword: public site"

    def ready(self) -> None:
        """Make `<language:…>` known before any address is read."""
        register_converter(LanguageConverter, "language")
