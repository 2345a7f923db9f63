"""The site belongs to no hospital: the least policy and an invented one get every page as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from keepword.foundation.nodes import LANGUAGES
from keepword.policies import library
from keepword.site import in_force
from keepword.site.asking.presets import presets
from keepword.site.views import policy as policy_view
from tests.site.places import every_page
from tests.site.reading import read

POLICIES = Path(__file__).parent.parent / "policies"


@pytest.fixture(params=["least", "meadow"])
def another(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let another policy be in force."""
    loaded = library.load_folder(POLICIES / request.param)
    kept = (in_force.document, in_force.printed, policy_view.article)
    for one in kept:
        one.cache_clear()
    monkeypatch.setattr(in_force, "loaded", lambda: loaded)
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.usefixtures("another")
def test_every_page_of_another_hospital_is_whole() -> None:
    policy = in_force.policy()
    asked = [f"?{preset.question.query()}" for preset in presets(policy)]
    for language in LANGUAGES:
        entries = [a for a in every_page(language) if "may-i/?" not in a and "/P28/" not in a]
        entries = [a for a in entries if "/G25/" not in a]
        for address in (*entries, *(f"/{language}/may-i/{query}" for query in asked)):
            answer = Client().get(address)
            assert answer.status_code == 200, address
            seen = read(answer.content.decode())
            assert seen.title.endswith(policy.meta.controller.name.say(language))
            assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.usefixtures("another")
def test_every_clause_of_another_hospital_is_marked_and_anchored() -> None:
    clauses = {clause.id for clause in in_force.policy().clauses}
    for language in LANGUAGES:
        seen = read(Client().get(f"/{language}/policy/").content.decode())
        marked = {m for _, given in seen.tags for m in given.get("data-clause", "").split()}
        assert clauses == marked
        assert clauses <= set(seen.ids)
