"""Addresses: A member's own pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from keepword.site.member import editing, home, leaving, left, looks, receipts, withdrawing

urlpatterns: list[URLPattern] = [
    path("<language:language>/me/", home.home, name="me"),
    path("<language:language>/me/edit/", editing.edit, name="me-edit"),
    path("<language:language>/me/consents/", withdrawing.consents, name="me-consents"),
    path("<language:language>/me/looks/", looks.looks, name="me-looks"),
    path("<language:language>/me/receipts/", receipts.receipts, name="me-receipts"),
    path("<language:language>/me/receipts/<uuid:entry>/", receipts.download, name="me-receipt"),
    path("<language:language>/me/leave/", leaving.leave, name="me-leave"),
    path("<language:language>/me/leave/confirm/", leaving.confirm, name="me-leave-confirm"),
    path("<language:language>/left/<str:token>/", left.show_left, name="left"),
    path("<language:language>/left/<str:token>/certificate/", left.certificate, name="certificate"),
]
