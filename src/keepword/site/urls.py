"""The addresses of the public site."""

from __future__ import annotations

from django.urls import path, re_path

from keepword.site.desk.urls import urlpatterns as desk
from keepword.site.evidence.urls import urlpatterns as evidence
from keepword.site.joining.urls import urlpatterns as joining
from keepword.site.member.urls import urlpatterns as member
from keepword.site.signing_in.urls import urlpatterns as signing_in
from keepword.site.views import article, entry, home, may_i, policy, processors

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
    *joining,
    *signing_in,
    *member,
    *desk,
    *evidence,
]
