"""“May I?”: questions in addresses, and the engine's answers in words."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepword.foundation.nodes import LANGUAGES
from keepword.policy.decisions import Act, Actor, Denied
from keepword.policy.decisions.answer import Reason
from keepword.policy.model.parties import GroundKind
from keepword.site import in_force
from keepword.site.asking.answering import Answers, Verdict
from keepword.site.asking.choices import Choices
from keepword.site.asking.circumstances import Agreed, Circumstance
from keepword.site.asking.deciding import answer
from keepword.site.asking.presets import Preset, presets
from keepword.site.asking.question import Age, Question, Reader
from tests.site.reading import get

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
POLICY, LAW = in_force.policy(), in_force.law()

EXPECTED: dict[str, tuple[Verdict, Reason | None]] = {
    "chart": (Verdict.YES, None),
    "curious": (Verdict.NO, Reason.NO_GRANT),
    "emergency": (Verdict.YES, None),
    "police": (Verdict.NO, Reason.AUTHORITY_NEEDS_STATUTE),
    "phone": (Verdict.NO, Reason.WAY_NOT_OFFERED),
    "erase": (Verdict.PARTLY, None),
    "child": (Verdict.NO, Reason.GUARDIAN_CONSENT_NEEDED),
    "mail": (Verdict.NO, Reason.PURPOSE_CONSENT_NEEDED),
    "number": (Verdict.NO, Reason.NUMBER_NEEDS_LAW),
    "entrust": (Verdict.YES, None),
    "footage": (Verdict.YES, None),
}


@pytest.mark.parametrize("preset", presets(POLICY), ids=lambda p: p.key)
def test_a_preset_is_answered_as_its_title_leads_one_to_think(preset: Preset) -> None:
    question = preset.question
    verdict, reason = EXPECTED[preset.key]
    decision = answer(POLICY, LAW, question, NOW)
    assert (decision.reason if isinstance(decision, Denied) else None) == reason
    assert Answers(POLICY, LAW, "en").word(question, decision).verdict is verdict


def test_there_is_a_preset_for_everything_expected() -> None:
    assert {preset.key for preset in presets(POLICY)} == set(EXPECTED)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    point = draw(st.sampled_from(POLICY.points))
    items = draw(st.frozensets(st.sampled_from(sorted(set(point.items())))))
    return Question(
        who=draw(st.sampled_from(Actor)),
        act=draw(st.sampled_from(Act)),
        at=point.id,
        age=draw(st.sampled_from(Age)),
        items=tuple(sorted(items)),
        why=draw(st.sampled_from([None, "other", *POLICY.purpose_index])),
        by=draw(st.sampled_from([None, "phone", "in-person", "CH2", "CH6"])),
        to=draw(st.sampled_from([None, *(p.id for p in POLICY.processors)])),
        ground=draw(st.sampled_from([None, *GroundKind])),
        agreed=draw(st.frozensets(st.sampled_from(Agreed))),
        so=draw(st.frozensets(st.sampled_from(Circumstance))),
        roles=draw(st.frozensets(st.sampled_from([c.role for c in POLICY.conditions]))),
    )


@settings(deadline=None)
@given(questions())
def test_an_address_holds_the_whole_question(question: Question) -> None:
    reader = Reader(POLICY, parse_qs(question.query()))
    assert reader.question() == question
    assert reader.mistakes == []


@settings(deadline=None)
@given(questions())
def test_every_question_is_answered_in_both_languages_with_what_it_rests_on(
    question: Question,
) -> None:
    decision = answer(POLICY, LAW, question, NOW)
    for language in LANGUAGES:
        worded = Answers(POLICY, LAW, language).word(question, decision)
        shown = len(worded.clauses) + len(worded.data) + len(worded.articles)
        assert shown == len(decision.citations) > 0
        assert all(c.says and c.href for c in (*worded.clauses, *worded.data, *worded.articles))
        assert (worded.verdict is Verdict.NO) == bool(worded.reason) == bool(worded.remedy)
        assert len(worded.items) + len(worded.papers) == len(decision.items)


@settings(deadline=None)
@given(questions())
def test_whatever_the_form_offers_can_be_asked(question: Question) -> None:
    for field in Choices(POLICY, "ko").more(question):
        for choice in field.choices:
            query = parse_qs(question.query()) | {field.name: [choice.value]}
            reader = Reader(POLICY, query)
            assert reader.question() is not None
            assert reader.mistakes == []


BROKEN = [
    ("?who=staff", {"act", "at"}),
    ("?who=&act=&at=", {"who", "act", "at"}),
    ("?who=nurse&act=use&at=C8", {"who"}),
    ("?who=staff&act=sell&at=C8", {"act"}),
    ("?who=staff&act=use&at=C99", {"at"}),
    ("?who=staff&act=use&at=C8&age=7", {"age"}),
    ("?who=staff&act=use&at=C8&why=PU99", {"why"}),
    ("?who=staff&act=use&at=C8&by=pigeon", {"by"}),
    ("?who=staff&act=use&at=C8&to=T99", {"to"}),
    ("?who=staff&act=provide&at=C8&ground=money", {"ground"}),
    ("?who=staff&act=use&at=C8&agreed=all", {"agreed"}),
    ("?who=staff&act=use&at=C8&so=late", {"so"}),
    ("?who=staff&act=use&at=C8&role=king", {"role"}),
    ("?who=staff&act=use&at=C8&item=blood-sugar", {"item"}),
    ("?who=staff&act=use&at=C8&item=x&item=y&so=late", {"item", "so"}),
]


@pytest.mark.parametrize(("query", "fields"), BROKEN)
def test_what_cannot_be_read_is_named_and_nothing_is_answered(query: str, fields: set[str]) -> None:
    for language in LANGUAGES:
        seen = get(f"/{language}/may-i/{query}")
        assert {link[1:] for link in seen.links if link.startswith("#")} - {"main"} == fields
        assert "verdict" not in seen.ids


def test_nothing_asked_is_no_mistake() -> None:
    seen = get("/ko/may-i/")
    assert "mistakes" not in seen.ids
    assert "verdict" not in seen.ids


def test_the_form_never_asks_for_a_text() -> None:
    for preset in presets(POLICY):
        seen = get(f"/ko/may-i/?{preset.question.query()}")
        kinds = {given.get("type", "") for tag, given in seen.tags if tag == "input"}
        assert kinds <= {"checkbox", "radio", "hidden"}
        assert "textarea" not in {tag for tag, _ in seen.tags}
