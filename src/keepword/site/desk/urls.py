"""Addresses: The desk: staff look people up."""

from __future__ import annotations

from django.urls import URLPattern, path

from keepword.site.desk.emergency import emergency
from keepword.site.desk.home import home
from keepword.site.desk.look_up import look_up
from keepword.site.desk.review import review

urlpatterns: list[URLPattern] = [
    path("<language:language>/desk/", home, name="desk"),
    path("<language:language>/desk/look-up/", look_up, name="desk-look-up"),
    path("<language:language>/desk/emergency/", emergency, name="desk-emergency"),
    path("<language:language>/desk/review/", review, name="desk-review"),
]
