"""The policy page: every clause, every datum, anchors that lead somewhere (P1 to P5, P26, P28)."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policy.prose.formats import format_way
from keepword.site import addresses, in_force, words
from tests.site.reading import Seen, get

both = pytest.mark.parametrize("language", LANGUAGES)


def page(language: Language) -> Seen:
    return get(f"/{language}/policy/")


def marks(seen: Seen, name: str) -> set[str]:
    return {mark for _, given in seen.tags for mark in given.get(name, "").split()}


@both
def test_every_clause_is_marked_anchored_and_opens(language: Language) -> None:
    seen, clauses = page(language), {c.id for c in in_force.policy().clauses}
    assert len(clauses) == 118
    assert marks(seen, "data-clause") == clauses
    alone = {given["data-clause"] for _, given in seen.tags if "data-clause" in given}
    assert clauses <= alone, "each clause has an element that is marked with it alone"
    assert clauses <= set(seen.ids)
    assert {f"/{language}/policy/{clause}/" for clause in clauses} <= set(seen.links)


@both
def test_an_anchor_is_on_an_element_that_renders_the_clause(language: Language) -> None:
    for _, given in page(language).tags:
        if re.fullmatch(r"P\d+", given.get("id", "")):
            assert given["id"] in given["data-clause"].split()


@both
def test_no_id_stands_twice(language: Language) -> None:
    ids = page(language).ids
    assert len(ids) == len(set(ids))


@both
def test_every_datum_that_decisions_cite_has_its_place(language: Language) -> None:
    policy = in_force.policy()
    data = {p.id for p in policy.purposes} | {p.id for p in policy.points}
    data |= {r.id for r in policy.retention}
    assert data <= set(page(language).ids)


@both
def test_fifteen_numbered_sections_and_their_contents(language: Language) -> None:
    seen = page(language)
    sections = [f"section-{n}" for n in range(1, 16)]
    assert [i for i in seen.ids if re.fullmatch(r"section-\d+", i)] == sections
    for section in sections:
        assert seen.links.count(f"#{section}") == 2, "beside the text, and folded above it"


@both
def test_every_item_processor_rule_and_way_is_said(language: Language) -> None:
    policy = in_force.policy()
    said = "\n".join(s.text for s in page(language).said).casefold()
    for entry in (entry for point in policy.points for entry in point.entries):
        label = entry.label or policy.item_index[entry.item].label
        assert label.say(language).casefold() in said
    for processor in policy.processors:
        assert processor.organisation.say(language).casefold() in said
        assert processor.service.say(language).casefold() in said
    for rule in policy.retention:
        assert rule.says.say(language).casefold() in said
    for way in policy.rights.routes[0].ways:
        assert format_way(way, language).casefold() in said


@both
def test_the_published_table_has_a_row_for_every_processor(language: Language) -> None:
    rows = [given for tag, given in page(language).tags if tag == "tr" and given.get("data-datum")]
    named = [r["data-datum"] for r in rows if r["data-datum"].startswith("T")]
    assert named == [f"T{n}" for n in range(1, 66)]


def test_the_label_counts_what_the_data_hold() -> None:
    policy = in_force.policy()
    said = [s.text for s in page("en").said]
    kinds = len({i for p in policy.points for i in p.items()})
    assert f"{kinds} kinds of data, collected in {len(policy.points)} places" in said
    assert "Only for 22 purposes" in said
    assert "12 rules on how long data are kept" in said
    assert "65 processor contracts, all published" in said


@both
def test_our_readings_are_marked_and_open(language: Language) -> None:
    opened = {link.split("/")[3] for link in page(language).links if "/policy/G" in link}
    assert {"G18", "G25", "G33", "G65", "G75", "G79", "G80"} <= opened


@both
def test_nothing_on_the_page_wants_what_the_csp_forbids(language: Language) -> None:
    for tag, given in page(language).tags:
        assert "style" not in given
        assert not [name for name in given if name.startswith("on")]
        assert tag != "style"
        assert tag != "script" or given.get("src", "").startswith("/static/")
        assert not given.get("src", "").startswith("data:")


def test_the_text_as_published_is_what_the_archive_has() -> None:
    answer = Client().get("/en/policy/text/")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    body = answer.content.decode()
    assert "Required informatiin: member type" in body
    assert "Date of effectuation: January 14, 2021" in body


@both
def test_after_the_first_time_it_takes_less_than_fifty_milliseconds(language: Language) -> None:
    client = Client()
    client.get(f"/{language}/policy/")
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        client.get(f"/{language}/policy/")
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.05


def test_a_clause_page_has_the_promise_the_words_our_reading_and_the_law() -> None:
    seen = get("/ko/policy/P28/")
    said = {s.text for s in seen.said}
    clause = next(c for c in in_force.policy().clauses if c.id == "P28")
    assert clause.says.ko in said
    assert any(
        s.language == "en" and s.text.startswith("To protect personal data") for s in seen.said
    )
    assert {"/ko/policy/G25/", "/ko/law/PIPA-38(4)/", "/ko/policy/#P28"} <= set(seen.links)


def test_an_article_page_says_how_sure_we_are() -> None:
    law = in_force.law()
    for article in law.articles:
        said = {s.text for s in get(addresses.article("en", article.id)).said}
        assert article.title.en in said
        assert article.gist.en in said
        assert words.say_of("sure", article.sure, "en") in said
