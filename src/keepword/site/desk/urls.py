"""Addresses: The desk: staff look people up."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
