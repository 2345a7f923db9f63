"""What the check finds, where, on which day, and that no hospital is written into it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import keepword.law
import keepword.policy.check
from keepword.foundation.errors import UnknownId
from keepword.law.model import LawPack, LawRule
from keepword.policies import library
from keepword.policy.check.house.registry import HOUSE_RULES
from keepword.policy.check.lawful.registry import LAW_TESTS
from keepword.policy.loading import load
from tests.policy.check_mending import FOLDERS, found, law, mended, texts, unmended

# The statements of the Asan policy that conflict with the law, as counted in its acceptance list.
CONFLICTS = {
    "requests in person only": {"rights-no-harder-than-collection:adult"},
    "access log kept one year": {"access-log-floor:R9"},
    "registration number for every booking": {
        "rrn-only-by-law:C4",
        "rrn-only-by-law:C5",
        "rrn-only-by-law:C6",
    },
    "recruitment papers kept six months": {"recruitment-papers-cap:R4"},
    "religion, family and photograph required": {
        "sensitive-separate-consent:C12:religious-faith",
        "hiring-no-irrelevant-items:C12:family-information",
        "hiring-no-irrelevant-items:C12:personal-photo",
    },
    "the rule on dormant accounts": {"dormancy-rule-gone:R3"},
    "disclosure on a police request": {"authority-request-needs-statute"},
    "the prosecutors’ number": {"remedy-body-ceased:prosecutors"},
    "nothing on the ground of keeping": {"kept-by-law-said"},
    "nothing on suspension": {"suspension-right"},
    "nothing on automated decisions": {"automated-decisions-said"},
    "nothing on pseudonymised data": {"pseudonymised-data-said"},
    "nothing on transfer abroad": {
        "overseas-transfer-said",
        "processor-country-unknown:T17",
        "processor-country-unknown:T30",
        "processor-country-unknown:T31",
    },
    "nothing on sub-processors": {"sub-processors-said"},
    "organisations standing twice": {
        f"organisation-twice:{row}" for row in ("T50", "T51", "T57", "T61", "T64")
    },
    "the officer’s e-mail blank": {"officer-without-email"},
}


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_every_known_conflict_of_the_asan_policy_is_found(conflict: str) -> None:
    assert CONFLICTS[conflict] <= {finding.id for finding in unmended("asan")}


# Planted in a policy: the edits, and exactly the findings that come up.
PLANTED: list[tuple[str, list[dict[str, Any]], set[str]]] = [
    (
        "least",
        [{"file": "policy.yaml", "at": "meta.controller.profile.tertiary_hospital", "to": True}],
        {"transmission-right"},
    ),
    (
        "least",
        [{"file": "policy.yaml", "at": "points.C1.basis", "to": ["law", "consent"]}],
        {"withdrawal-right"},
    ),
    (
        "least",
        [{"file": "policy.yaml", "at": "rights.routes.desk.rights", "to": ["suspension"]}],
        {"access-right", "correction-right", "deletion-right"},
    ),
    (
        "least",
        [{"file": "policy.yaml", "at": "channels.CH1.way", "to": "web"}],
        {"rights-no-harder-than-collection:desk"},
    ),
    (
        "least",
        [{"file": "policy.yaml", "at": "rights.routes.desk.ways.mail", "to": "yes"}],
        {"way-without-contact:mail"},
    ),
    (
        "least",
        [
            {
                "file": "policy.yaml",
                "at": "children",
                "to": {
                    "age": 13,
                    "guardian_point": "C1",
                    "consent_methods": [{"id": "paper", "label": {"ko": "서면", "en": "paper"}}],
                    "waits_for_guardian": ["vital-interest"],
                },
            }
        ],
        {"guardian-consent:age", "guardian-consent:basis", "guardian-minimum:C1"},
    ),
    (
        "asan",
        [
            {
                "file": "people.yaml",
                "at": "rights.representative_papers.consent-form.label.en",
                "to": "letter of consent",
            }
        ],
        {"stale-override:prose.en.yaml:5.7"},
    ),
    (
        "asan",
        [
            {
                "file": "items.yaml",
                "at": "items.resident-registration-number.label.en",
                "to": "Registration Number",
            }
        ],
        {"stale-override:items.resident-registration-number.label"},
    ),
]


@pytest.mark.parametrize(("policy", "edits", "planted"), PLANTED)
def test_a_planted_flaw_is_found_and_nothing_else(
    policy: str, edits: list[dict[str, Any]], planted: set[str]
) -> None:
    before = {finding.id for finding in unmended(policy)}
    after = {finding.id for finding in found(mended(policy, edits))}
    assert after - before == planted
    assert before <= after


def test_every_rule_that_can_be_tested_is_seen_to_find_something() -> None:
    ids = {finding.id for policy in FOLDERS for finding in unmended(policy)}
    ids |= {name for _, _, planted in PLANTED for name in planted}
    tested = {rule.id for rule in law().rules if rule.test} | set(HOUSE_RULES)
    assert {name.partition(":")[0] for name in ids} == tested


BOUNDS = [
    ("retention.R4.period", "180 days", "recruitment-papers-cap:R4", False),
    ("retention.R4.period", "181 days", "recruitment-papers-cap:R4", True),
    ("retention.R4.period", "5 months", "recruitment-papers-cap:R4", False),
    ("retention.R9.period", "24 months", "access-log-floor:R9", False),
    ("retention.R9.period", "23 months", "access-log-floor:R9", True),
    ("retention.R9.period", "730 days", "access-log-floor:R9", True),
    ("retention.R9.period", "731 days", "access-log-floor:R9", False),
]


@pytest.mark.parametrize(("at", "period", "finding", "there"), BOUNDS)
def test_floors_and_caps_hold_to_the_day(at: str, period: str, finding: str, there: bool) -> None:
    loaded = mended("asan", [{"file": "retention.yaml", "at": at, "to": period}])
    assert (finding in {f.id for f in found(loaded)}) is there


PROFILES = [
    ("sector", "public", {"authority-request-needs-statute"}),
    ("tertiary_hospital", False, {"transmission-right"}),
    (
        "staff_at_least",
        29,
        {
            "recruitment-papers-cap:R4",
            "hiring-no-irrelevant-items:C12:personal-photo",
            "hiring-no-irrelevant-items:C12:family-information",
        },
    ),
]


@pytest.mark.parametrize(("fact", "value", "no_more"), PROFILES)
def test_a_rule_binds_only_the_hospitals_it_is_for(
    fact: str, value: Any, no_more: set[str]
) -> None:
    at = f"meta.controller.profile.{fact}"
    loaded = mended("asan", [{"file": "policy.yaml", "at": at, "to": value}])
    before = {finding.id for finding in unmended("asan")}
    assert before - {finding.id for finding in found(loaded)} == no_more


@pytest.mark.parametrize(("day", "ceased"), [(date(2026, 10, 1), False), (date(2026, 10, 2), True)])
def test_a_body_is_stale_from_the_day_it_ceased(day: date, ceased: bool) -> None:
    ids = {finding.id for finding in found(library.load("asan"), on=day)}
    assert ("remedy-body-ceased:prosecutors" in ids) is ceased


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2027, 3, 8), False), (date(2027, 3, 9), True), (date(2028, 1, 1), False)],
)
def test_a_rule_is_asked_only_while_it_is_in_force(day: date, holds: bool) -> None:
    dates = {"since": date(2027, 3, 9), "until": date(2028, 1, 1)}
    pack = _with_rule(law().rule("access-log-floor").model_copy(update=dates))
    ids = {finding.id for finding in found(library.load("asan"), on=day, pack=pack)}
    assert ("access-log-floor:R9" in ids) is holds


def test_a_rule_whose_test_nobody_wrote_is_refused() -> None:
    pack = _with_rule(law().rule("access-log-floor").model_copy(update={"test": "no-such-test"}))
    with pytest.raises(UnknownId, match="no-such-test"):
        found(library.load("asan"), pack=pack)


def test_rules_name_known_tests_with_figures_of_their_shape() -> None:
    tested = [rule for rule in law().rules if rule.test]
    for rule in tested:
        LAW_TESTS[str(rule.test)].params.model_validate(rule.params)
    assert {rule.test for rule in tested} == set(LAW_TESTS)


@pytest.mark.parametrize("policy", ["asan", "meadow"])
def test_findings_have_ids_of_their_own_and_stand_somewhere(policy: str) -> None:
    loaded = load(texts(policy), library.laws())
    ids = [finding.id for finding in unmended(policy)]
    assert len(ids) == len(set(ids))
    for finding in unmended(policy):
        file, line = loaded.places.where(finding.place)
        assert 1 <= line <= len(texts(policy)[file].splitlines())
        assert finding.clause is None or finding.clause in loaded.policy.index
        assert (finding.article is None) == (finding.severity == "doubtful")
        assert finding.article is None or finding.article in law().article_index


@pytest.mark.parametrize("policy", ["asan", "meadow"])
def test_findings_speak_both_languages(policy: str) -> None:
    for finding in unmended(policy):
        for said in (finding.message, finding.remedy):
            assert re.search("[가-힣]", said.ko)
            assert not re.search("[가-힣]", said.en)
            assert said.en.endswith((".", "?", ")", "!"))


def test_no_hospital_is_written_into_the_rules() -> None:
    """Rules look at shapes, never at an id of a policy."""
    an_id = re.compile(r"\b(?:P|PU|CK|CV|C|CH|R|T|G)[1-9]\d*\b")
    for place, text in _constants():
        assert not an_id.search(text), f"{place}: {text}"


def _constants() -> Iterator[tuple[str, str]]:
    """Every string of the check's code but docstrings, and the law pack's rules."""
    for path in sorted(Path(keepword.policy.check.__path__[0]).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        docstrings = {ast.get_docstring(n, clean=False) for n in ast.walk(tree)
                      if isinstance(n, documented)}  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value not in docstrings:
                yield f"{path.name}:{node.lineno}", str(node.value)
    rules = Path(keepword.law.__path__[0]) / "korea" / "rules.yaml"
    for n, line in enumerate(rules.read_text(encoding="utf-8").splitlines(), 1):
        yield f"rules.yaml:{n}", line


def _with_rule(rule: LawRule) -> LawPack:
    """The pack with `rule` in the place of the one of its name."""
    rules = tuple(rule if rule.id == each.id else each for each in law().rules)
    return law().model_copy(update={"rules": rules})
