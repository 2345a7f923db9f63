"""Each page speaks its own language and marks every word that is of another."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from keepword.foundation.nodes import LANGUAGES, Language
from keepword.site import in_force
from keepword.site.languages import other, preferred
from tests.site.places import every_page
from tests.site.reading import get

HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
SENTENCE = re.compile(r"(?:\b[A-Za-z][A-Za-z’'-]+\b[ ,.;:]*){4,}")
QUOTED = re.compile(r"[‘“'(][^’”')]*[’”')]")
"""Readings quote the English original; names of services stand behind their Korean ones."""
KS_X_1001 = 2  # bytes of a syllable that the Korean standard character set has


def test_english_pages_have_no_unmarked_korean() -> None:
    for address in every_page("en"):
        seen = get(address)
        stray = [s.text for s in seen.said if s.language != "ko" and HANGUL.search(s.text)]
        assert stray == [], address


def test_korean_pages_have_no_untranslated_english() -> None:
    for address in every_page("ko"):
        seen = get(address)
        stray = [
            s.text
            for s in seen.said
            if s.language == "ko" and s.translate and SENTENCE.search(QUOTED.sub(" ", s.text))
        ]
        assert stray == [], address


def test_marked_foreign_text_is_of_the_language_it_is_marked_as() -> None:
    for language in LANGUAGES:
        there = other(language)
        foreign = [s for a in every_page(language) for s in get(a).said if s.language == there]
        assert foreign
        assert all(bool(HANGUL.search(s.text)) == (there == "ko") for s in foreign)


def test_every_page_has_a_title_of_its_own_and_names_the_hospital() -> None:
    for language in LANGUAGES:
        hospital = in_force.policy().meta.controller.name.say(language)
        titles = [get(address).title for address in every_page(language)]
        assert all(title.endswith(f" – {hospital}") for title in titles)
        assert len(set(titles)) > len(titles) * 0.95


def test_every_syllable_is_in_the_web_font() -> None:
    """The subsets of Pretendard that are shipped hold all 2,350 syllables of KS X 1001."""
    syllables = {
        sign
        for address in every_page("ko")
        for said in get(address).said
        for sign in said.text
        if "\uac00" <= sign <= "\ud7a3"
    }
    assert len(syllables) > 300
    assert [s for s in syllables if len(s.encode("euc_kr")) != KS_X_1001] == []


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.5", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.4,ko;q=0.8", "ko"),
        ("fr-FR,fr;q=0.9,en;q=0.2", "en"),
        ("ja", "ko"),
        ("*", "ko"),
        ("not a header;;q=x", "ko"),
    ],
)
def test_the_root_leads_to_the_language_asked_for_korean_first(
    asked: str, language: Language
) -> None:
    assert preferred(asked) == language
    answer = Client().get("/", headers={"Accept-Language": asked})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}/"
    assert answer.headers["Vary"] == "Accept-Language"


def test_dates_are_written_as_each_language_writes_them() -> None:
    korean = {s.text for s in get("/ko/policy/").said}
    english = {s.text for s in get("/en/policy/").said}
    assert {"2011년 5월 1일", "2021년 1월 7일", "2021년 1월 14일"} <= korean
    assert {"May 1, 2011", "January 7, 2021", "January 14, 2021"} <= english
