"""A decision in words: the verdict, the items, the duties, and everything it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from keepword.foundation.nodes import Language, Text
from keepword.law.model import LawPack
from keepword.policy.decisions import Allowed, Decision, Denied
from keepword.policy.decisions.words import DUTIES, REFUSALS
from keepword.policy.model import Policy
from keepword.policy.model.collection import Point
from keepword.policy.model.parties import Processor
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import Clause, Purpose
from keepword.site import addresses, words
from keepword.site.asking.circumstances import is_request
from keepword.site.asking.question import Question
from keepword.site.presenting.law import article_name
from keepword.site.presenting.wording import capitalised


class Verdict(StrEnum):
    """The answer in a word."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Items left out for one reason."""

    why: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """Something the answer rests on: a clause, a datum, or an article."""

    name: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as the page shows it."""

    verdict: Verdict
    reason: str
    remedy: str
    items: tuple[str, ...]
    papers: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    bases: tuple[str, ...]
    duties: tuple[str, ...]
    clauses: tuple[Citation, ...]
    data: tuple[Citation, ...]
    articles: tuple[Citation, ...]
    outside_help: bool


class Answers:
    """Puts decisions into words in one language."""

    def __init__(self, policy: Policy, law: LawPack, language: Language) -> None:
        self._policy = policy
        self._law = law
        self._language = language

    def word(self, question: Question, decision: Decision) -> Answer:
        """`decision` on `question` in words."""
        refusal = REFUSALS[decision.reason] if isinstance(decision, Denied) else None
        bases = decision.basis if isinstance(decision, Allowed) else ()
        asks = is_request(question.act, question.who)
        return Answer(
            verdict=_verdict(decision),
            reason=refusal.message.say(self._language) if refusal else "",
            remedy=refusal.remedy.say(self._language) if refusal else "",
            items=self._items(question, decision.items),
            papers=self._papers(decision.items),
            withheld=self._withheld(question, decision),
            bases=tuple(words.say_of("basis", basis, self._language) for basis in bases),
            duties=tuple(DUTIES[duty].say(self._language) for duty in decision.duties),
            clauses=self._cited(decision, Clause),
            data=self._cited(decision, (Point, Purpose, RetentionRule, Processor)),
            articles=self._articles(decision),
            outside_help=refusal is not None and asks,
        )

    def _withheld(self, question: Question, decision: Decision) -> tuple[Withheld, ...]:
        causes = dict.fromkeys(decision.withheld.values())
        return tuple(
            Withheld(
                REFUSALS[cause].message.say(self._language),
                self._items(question, (i for i, c in decision.withheld.items() if c is cause)),
            )
            for cause in causes
        )

    def _items(self, question: Question, items: Iterable[str]) -> tuple[str, ...]:
        """Items in the order of their place, as the place words them."""
        wanted = set(items)
        point = self._policy.point_index[question.at]
        own = {entry.item: entry.label for entry in point.entries}
        known = [i for i in dict.fromkeys(point.items()) if i in wanted]
        labels = (own.get(i) or self._policy.item_index[i].label for i in known)
        said = (label.say(self._language) for label in labels)
        return tuple(capitalised(label) for label in said)

    def _papers(self, missing: frozenset[str]) -> tuple[str, ...]:
        """Papers that a refusal names in the place of items."""
        third = self._policy.third_parties
        labels = {paper.id: paper.label for paper in (third.papers if third else ())}
        labels |= {paper.id: paper.label for paper in self._policy.rights.representative_papers}
        named = [label for paper, label in labels.items() if paper in missing]
        return tuple(capitalised(label.say(self._language)) for label in named)

    def _cited(
        self, decision: Decision, kinds: type[Clause] | tuple[type[object], ...]
    ) -> tuple[Citation, ...]:
        found = ((c, self._policy.index.get(c)) for c in decision.citations)
        return tuple(
            Citation(c, self._says(node), addresses.citation(self._language, c))
            for c, node in found
            if isinstance(node, kinds)
        )

    def _says(self, node: object) -> str:
        for name in ("name", "what", "organisation", "says"):
            text = getattr(node, name, None)
            if isinstance(text, Text):
                return text.say(self._language)
        return ""

    def _articles(self, decision: Decision) -> tuple[Citation, ...]:
        known = (self._law.article_index.get(c) for c in decision.citations)
        return tuple(
            Citation(
                article_name(self._law, article.id, self._language),
                article.title.say(self._language),
                addresses.citation(self._language, article.id),
            )
            for article in known
            if article is not None
        )


def _verdict(decision: Decision) -> Verdict:
    if isinstance(decision, Denied):
        return Verdict.NO
    return Verdict.PARTLY if decision.withheld else Verdict.YES
