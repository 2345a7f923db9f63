"""The Korean pack: what it holds, how sure it is, and from when."""

from __future__ import annotations

import re
from datetime import date

import pytest

from keepword.foundation.errors import UnknownId
from keepword.law.model import Article, LawPack, LawRule, Sureness
from keepword.policies import library

TODAY = date(2026, 11, 24)


def pack() -> LawPack:
    return library.laws()["kr"]


# How sure we are of a provision: one of each mark, and those marked anything but read.
SURENESS = [
    ("PIPA 24-2(1)", Sureness.READ),
    ("MSAR 15(1)", Sureness.READ),
    ("SMN 8(1)", Sureness.READ),
    ("SMN 4", Sureness.SECONDARY),
    ("SMN 13", Sureness.SECONDARY),
    ("SG 10", Sureness.SECONDARY),
    ("SG 41(2)", Sureness.SECONDARY),
    ("CMA 33", Sureness.SECONDARY),
    ("NTA 85-3", Sureness.SECONDARY),
    ("CFA 52", Sureness.OLD),
    ("MSAR 13-2", Sureness.OLD),
    ("CIVA 161", Sureness.OLD),
    ("MPN 4", Sureness.MEMORY),
    ("SG 13", Sureness.MEMORY),
    ("CIA 20(2)", Sureness.MEMORY),
    ("CPA 215", Sureness.MEMORY),
    ("MSA 22", Sureness.INFERRED),
]


@pytest.mark.parametrize(("article", "sure"), SURENESS)
def test_an_article_says_how_sure_we_are_of_it(article: str, sure: Sureness) -> None:
    assert pack().article(article).sure is sure


# Days of commencement that are known; the rest count from the version that was read.
COMMENCED = [
    ("dormancy-rule-gone", date(2023, 9, 15)),
    ("consent-conditions", date(2024, 9, 15)),
    ("transmission-right", date(2026, 8, 20)),
    ("remedy-body-ceased", date(2026, 10, 2)),
]


@pytest.mark.parametrize(("rule", "since"), COMMENCED)
def test_a_rule_holds_from_its_commencement(rule: str, since: date) -> None:
    assert pack().rule(rule).since == since
    assert pack().rule(rule).in_force(since)
    assert not pack().rule(rule).in_force(date.fromordinal(since.toordinal() - 1))


def test_nothing_is_asked_that_is_not_in_force() -> None:
    """Act 21910 takes effect on 2027-03-09; its new articles stand nowhere in the pack."""
    assert pack().in_force(TODAY) == pack().rules
    assert not [a.id for a in pack().articles if re.search(r"PIPA 28-1[2-5]", a.id)]


# Rules that decisions cite by name.
DECIDING = [
    "rrn-only-by-law",
    "sensitive-separate-consent",
    "hiring-no-irrelevant-items",
    "authority-request-needs-statute",
    "guardian-consent",
    "optional-is-free",
    "destroy-without-delay",
    "kept-by-law-apart",
    "processor-contract",
    "suspension-right",
    "access-log-floor",
    "medical-records-kept",
    "identity-check",
    "overseas-transfer-grounds",
]


@pytest.mark.parametrize("rule", DECIDING)
def test_the_rules_decisions_cite_are_there(rule: str) -> None:
    assert pack().rule(rule).in_force(TODAY)


PERIODS = {
    "patient-register": "5 years",
    "medical-record": "10 years",
    "prescription": "2 years",
    "surgery-record": "10 years",
    "test-findings": "5 years",
    "radiology": "5 years",
    "nursing-record": "5 years",
    "midwifery-record": "5 years",
    "certificate-copies": "3 years",
}


def test_medical_records_have_the_nine_statutory_periods_and_one_extension() -> None:
    schedule = pack().schedule_index["medical-records"]
    assert {kind.id: str(kind.period) for kind in schedule.records} == PERIODS
    assert schedule.extensions == 1
    assert schedule.article == "MSAR 15(1)"
    assert str(schedule.period("prescription")) == "2 years"
    assert schedule.period("menu") is None


BODIES = [
    ("kisa-privacy-centre", "118", None),
    ("dispute-mediation", "1833-6972", None),
    ("supreme-prosecutors-cyber", "1301", date(2026, 10, 2)),
    ("police-cyber", "182", None),
]


@pytest.mark.parametrize(("body", "phone", "until"), BODIES)
def test_the_four_bodies(body: str, phone: str, until: date | None) -> None:
    found = pack().body_index[body]
    assert (found.phone, found.until) == (phone, until)
    assert (found.successor is not None) == (until is not None)
    assert found.stands(TODAY) == (until is None)


def test_every_act_is_cited_and_every_article_stands_in_an_act() -> None:
    assert {article.act for article in pack().articles} == set(pack().act_index)


@pytest.mark.parametrize("node", [*library.laws()["kr"].articles, *library.laws()["kr"].rules],
                         ids=lambda node: str(node.id))  # fmt: skip
def test_everything_is_said_in_both_languages(node: Article | LawRule) -> None:
    texts = (node.title, node.gist) if isinstance(node, Article) else (node.says, node.remedy)
    for text in texts:
        assert re.search("[가-힣]", text.ko)
        assert not re.search("[가-힣]", text.en)


def test_what_the_pack_does_not_hold_is_refused() -> None:
    with pytest.raises(UnknownId):
        pack().article("PIPA 999")
    with pytest.raises(UnknownId):
        pack().rule("no-such-rule")
