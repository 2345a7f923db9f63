"""The addresses of the public site."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from keepword.site.languages import LanguageConverter
from keepword.site.views import article, entry, home, may_i, policy, processors

register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", home.root, name="root"),
    path("<language:language>/", home.show, name="home"),
    path("<language:language>/policy/", policy.show, name="policy"),
    path("<language:language>/policy/text/", policy.text, name="policy-text"),
    path("<language:language>/policy/processors/", processors.show, name="processors"),
    path("<language:language>/policy/processors.csv", processors.download, name="processors-csv"),
    re_path(r"^(?P<language>ko|en)/policy/(?P<entry>[PG][1-9]\d{0,3})/$", entry.show, name="entry"),
    path("<language:language>/law/<str:slug>/", article.show, name="article"),
    path("<language:language>/may-i/", may_i.show, name="may-i"),
]
