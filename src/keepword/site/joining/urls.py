"""Addresses: Joining as a member."""

from __future__ import annotations

from django.urls import URLPattern, path

from keepword.site.joining import confirming, views

urlpatterns: list[URLPattern] = [
    path("<language:language>/join/", views.join, name="join"),
    path("<language:language>/join/confirm/", confirming.confirm, name="join-confirm"),
    path("<language:language>/join/done/<str:token>/", confirming.done, name="joined"),
    path(
        "<language:language>/join/done/<str:token>/receipt/",
        confirming.receipt,
        name="joined-receipt",
    ),
]
