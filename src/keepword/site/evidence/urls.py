"""Addresses: The ledger and its proofs, for anyone."""

from __future__ import annotations

from django.urls import URLPattern, path

from keepword.site.evidence import files, page

urlpatterns: list[URLPattern] = [
    path("<language:language>/ledger/", page.show, name="ledger"),
    path("ledger/checkpoint", files.checkpoint, name="ledger-checkpoint"),
    path("ledger/vkey", files.vkey, name="ledger-vkey"),
    path("ledger/tile/<path:path>", files.tile, name="ledger-tile"),
    path("ledger/timestamp/<str:name>", files.stamp, name="ledger-timestamp"),
]
