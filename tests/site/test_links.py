"""Every link of the site leads to a page of the site, and every anchor to a place on it."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import pytest
from django.test import Client

from keepword.foundation.nodes import LANGUAGES, Language
from tests.site.places import every_page
from tests.site.reading import get


@cache
def ids_at(address: str) -> frozenset[str]:
    if address.partition("?")[0].endswith((".csv", "/text/")):
        assert Client().get(address).status_code == 200
        return frozenset()
    return frozenset(get(address).ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_leads_nowhere(language: Language) -> None:
    met = 0
    for page in every_page(language):
        for link in get(page).links:
            parts = urlsplit(link)
            if parts.scheme == "tel":
                assert parts.path.isdecimal()
                continue
            assert (parts.scheme, parts.netloc) == ("", ""), f"{page} leads outside: {link}"
            path = parts.path or urlsplit(page).path
            query = f"?{parts.query}" if parts.query else ""
            there = ids_at(path + query)
            assert not parts.fragment or parts.fragment in there, f"{page}: {link}"
            met += 1
    assert met > 4000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_leads_to_the_same_page_in_the_other_language(language: Language) -> None:
    there = "en" if language == "ko" else "ko"
    for page in every_page(language):
        assert f"/{there}{page[3:]}" in get(page).links
