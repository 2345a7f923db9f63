"""Addresses: The ledger and its proofs, for anyone."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
