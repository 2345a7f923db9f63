"""The rights guide: which way is good for what, what to bring, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language
from keepword.policy.model import Policy
from keepword.policy.model.people import Document, Route, Way, WayAnswer
from keepword.policy.prose.formats import format_duration, format_way
from keepword.site import words
from keepword.site.presenting.marks import Marks, reading_link
from keepword.site.presenting.wording import capitalised


@dataclass(frozen=True, slots=True)
class WayCell:
    """What one way is good for, in words."""

    way: str
    answer: WayAnswer
    text: str
    reading: SafeString


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A row of the channel matrix."""

    name: str
    askers: str
    cells: tuple[WayCell, ...]
    attributes: SafeString
    links: SafeString


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything a person has to know before asking."""

    ways: tuple[str, ...]
    routes: tuple[RouteRow, ...]
    identity: tuple[str, ...]
    representative: tuple[str, ...]
    promised: str
    promised_link: SafeString
    within: str
    within_reading: SafeString
    grounds: tuple[str, ...]
    grounds_reading: SafeString


def rights(policy: Policy, marks: Marks) -> Rights:
    """The rights chapter of `policy` as a guide."""
    chapter, language = policy.rights, marks.language
    grounds = chapter.refusal_grounds
    promised = next((c for c in policy.clauses if c.id in chapter.clauses[:1]), None)
    return Rights(
        ways=tuple(capitalised(format_way(way, language)) for way in Way),
        routes=tuple(_route(route, marks) for route in chapter.routes),
        identity=_labels(chapter.identity_documents, language),
        representative=_labels(chapter.representative_papers, language),
        promised=promised.says.say(language) if promised else "",
        promised_link=marks.links([promised.id] if promised else []),
        within=format_duration(chapter.answer_within, language),
        within_reading=reading_link(chapter.readings.get("answer_within"), language),
        grounds=tuple(ground.label.say(language) for ground in grounds),
        grounds_reading=reading_link(
            next((g.readings["all"] for g in grounds if "all" in g.readings), None), language
        ),
    )


def _labels(documents: tuple[Document, ...], language: Language) -> tuple[str, ...]:
    return tuple(capitalised(document.label.say(language)) for document in documents)


def _route(route: Route, marks: Marks) -> RouteRow:
    language = marks.language
    return RouteRow(
        name=route.name.say(language),
        askers=capitalised(", ".join(words.say_of("asker", a, language) for a in route.askers)),
        cells=tuple(_cell(route, way, marks) for way in Way),
        attributes=marks.attributes(route.clauses),
        links=marks.links(route.clauses),
    )


def _cell(route: Route, way: Way, marks: Marks) -> WayCell:
    language = marks.language
    answer = route.ways.get(way, WayAnswer.NO)
    ours = route.readings.get("read_ways") if way in route.read_ways else None
    return WayCell(
        way=capitalised(format_way(way, language)),
        answer=answer,
        text=words.say_of("answer", answer, language),
        reading=reading_link(ours, language),
    )
