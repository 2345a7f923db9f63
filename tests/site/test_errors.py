"""What is shown when a page is not there or cannot be made."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.site import in_force, words
from keepword.site.views import errors
from tests.site.reading import get, read

both = pytest.mark.parametrize("language", LANGUAGES)


@both
@pytest.mark.parametrize(
    "path", ["nowhere/", "policy/P999/", "policy/G999/", "law/PIPA-1000/", "policy/X1/"]
)
def test_an_address_without_a_page(language: Language, path: str) -> None:
    seen = get(f"/{language}/{path}", status=404)
    assert words.say("error.404.title", language) in {s.text for s in seen.said}


def test_an_address_in_no_language_is_answered_in_the_browsers() -> None:
    for asked in LANGUAGES:
        answer = Client().get("/nowhere", headers={"Accept-Language": asked})
        assert answer.status_code == 404
        assert answer.headers["Content-Language"] == asked


@both
def test_a_missing_slash_is_added(language: Language) -> None:
    answer = Client().get(f"/{language}/policy")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/{language}/policy/"


@both
def test_an_address_that_cannot_be_read(language: Language) -> None:
    answer = errors.bad_request(RequestFactory().get(f"/{language}/"))
    assert answer.status_code == 400
    seen = read(answer.content.decode())
    assert words.say("error.400.title", language) in {s.text for s in seen.said}


@pytest.fixture
def broken_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        message = Message("broken", "고장")
        raise PolicyNotLoadable((Fault("policy.yaml", 1, "bad-yaml", message, message),))

    monkeypatch.setattr(in_force, "loaded", refuse)


@both
@pytest.mark.usefixtures("broken_policy")
def test_a_broken_policy_still_gets_a_page_of_its_own(language: Language) -> None:
    answer = Client(raise_request_exception=False).get(f"/{language}/")
    assert answer.status_code == 500
    seen = read(answer.content.decode())
    assert words.say("error.500.title", language) in {s.text for s in seen.said}
