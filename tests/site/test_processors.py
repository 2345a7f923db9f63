"""The table of processors: searching, sorting, downloading (P26)."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from keepword.foundation.nodes import LANGUAGES, Language
from keepword.site import in_force
from keepword.site.presenting.processors import Asked, Order, find
from tests.site.reading import get


def rows(language: Language, query: str = "") -> list[str]:
    seen = get(f"/{language}/policy/processors/{query}")
    return [g["id"] for tag, g in seen.tags if tag == "tr" and g.get("id", "").startswith("T")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_them_are_there_in_the_order_published(language: Language) -> None:
    assert rows(language) == [p.id for p in in_force.policy().processors]
    assert len(rows(language)) == 65


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=logen", ["T16"]),
        ("?q=LOGEN", ["T16"]),
        ("?q=courier+kit", ["T16"]),
        ("?q=T16", ["T16"]),
        ("?q=로젠", ["T16"]),
        ("?q=no-such-firm", []),
        ("?q=%22%3E%3Cscript%3E", []),
    ],
)
def test_a_search_finds_in_both_languages_at_once(query: str, found: list[str]) -> None:
    assert rows("en", query) == found
    assert rows("ko", query) == found


def test_an_empty_search_is_no_search() -> None:
    assert len(rows("ko", "?q=++")) == 65


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("order", [Order.ORGANISATION, Order.SERVICE])
def test_sorting_turns_round(language: Language, order: Order) -> None:
    up = find(in_force.policy(), language, Asked(order=order))
    down = find(in_force.policy(), language, Asked(order=order, descending=True))
    names = [getattr(row, order).casefold() for row in up]
    assert names == sorted(names)
    assert list(reversed(down)) == list(up)


def test_an_order_that_does_not_exist_is_the_order_published() -> None:
    assert rows("en", "?sort=colour") == rows("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["", "?q=kit", "?sort=organisation&order=descending", "?q=zzz"])
def test_the_download_is_what_the_page_shows(language: Language, query: str) -> None:
    answer = Client().get(f"/{language}/policy/processors.csv{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    body = answer.content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(body))
    assert len(head) == 3
    assert [line[0] for line in lines] == rows(language, query)
    for number, organisation, service in lines:
        processor = next(p for p in in_force.policy().processors if p.id == number)
        assert organisation == processor.organisation.say(language)
        assert service == processor.service.say(language)


def test_what_was_searched_for_is_shown_as_text() -> None:
    body = Client().get("/en/policy/processors/?q=%22%3E%3Cscript%3E").content.decode()
    assert "<script>" not in body
