"""What the cards are written from: one policy under one law, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from keepword.cli.policy.cards.card import Part, Row
from keepword.cli.policy.cards.names import NAMES
from keepword.foundation.errors import Message
from keepword.foundation.nodes import Language, Node, Text
from keepword.law.model import LawPack
from keepword.policy.check import Finding, findings
from keepword.policy.check.sight import walk
from keepword.policy.loading import LoadedPolicy
from keepword.policy.model.base import Cited
from keepword.policy.model.policy import Policy
from keepword.policy.prose.document import Block
from keepword.policy.prose.render import render


@dataclass(frozen=True)
class Book:
    """A loaded policy, its law on a day, and the language to speak."""

    loaded: LoadedPolicy
    law: LawPack
    day: date
    language: Language

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.loaded.policy

    def say(self, told: Text | Message) -> str:
        """A text in the language."""
        return told.say(self.language)

    def name(self, *terms: StrEnum) -> str:
        """What terms are called."""
        return ", ".join(self.say(NAMES[term]) for term in terms)

    def both(self, english: str, korean: str) -> str:
        """One of two wordings."""
        return korean if self.language == "ko" else english

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to mend."""
        return findings(self.policy, self.law, self.day, self.loaded.prose)

    @cached_property
    def blocks(self) -> tuple[tuple[int, Block], ...]:
        """The blocks of the document with their section, as printed where it was published so."""
        printed = self.language == self.policy.meta.source_language
        template = self.loaded.prose[self.language]
        document = render(self.policy, template, printed=printed)
        return tuple((section.number, b) for section in document.sections for b in section.blocks)

    # -- parts that many cards have ----------------------------------------------------------

    def words(self, wanted: str) -> Part:
        """The words of the document that render `wanted`, by section."""
        rows = []
        for section, block in self.blocks:
            if wanted in block.clauses:
                said = block.text
            else:
                said = "".join(run.text for run in block.runs if wanted in run.clauses)
            if said.strip():
                rows.append((f"§{section}", self.both(f"“{said.strip()}”", f"‘{said.strip()}’")))
        return Part(self.both("In the document", "문서의 문구"), tuple(dict.fromkeys(rows)))

    def clauses(self, node: Cited) -> Part:
        """The clauses a node rests on."""
        named = {clause.id: clause for clause in self.policy.clauses}
        rows = tuple((name, self.say(named[name].says)) for name in node.clauses)
        return Part(self.both("Clauses", "근거 약속"), rows)

    def readings(self, nodes: Iterable[Cited]) -> Part:
        """What is our reading of nodes rather than the document's words."""
        known = {reading.id: reading for reading in self.policy.readings}
        wanted = dict.fromkeys(name for node in nodes for name in node.readings.values())
        rows = tuple((name, self.say(known[name].reading)) for name in wanted)
        return Part(self.both("Our reading", "우리의 해석"), rows)

    def mending(self, wanted: str) -> Part:
        """What `policy check` finds there."""
        rows = tuple(
            (finding.article or "—", self.say(finding.message))
            for finding in self.findings
            if finding.clause == wanted
        )
        return Part(self.both("Check", "점검"), rows)

    def articles(self, names: Iterable[str]) -> Part:
        """Articles and their gists."""
        rows = tuple((name, self.say(self.law.article(name).gist)) for name in dict.fromkeys(names))
        return Part(self.both("Law", "법"), rows)

    def refer(self, title: str, names: Iterable[str]) -> Part:
        """Nodes of the policy by id, with what they are called."""
        return Part(title, tuple((name, self.label(self.policy.find(name))) for name in names))

    def label(self, node: Node) -> str:
        """What a node is called; nothing where it has no name of its own."""
        for field in ("name", "label", "what", "organisation", "says", "title", "team", "medium"):
            value = getattr(node, field, None)
            if isinstance(value, Text):
                return self.say(value)
        return ""

    def cited(self) -> Iterator[tuple[str, Cited]]:
        """Every node that cites, with its id or the path that leads to it."""
        for path, node in walk(self.policy):
            if isinstance(node, Cited):
                yield self._ref(node, path), node

    def _ref(self, node: Node, path: tuple[str | int, ...]) -> str:
        own = getattr(node, "id", None)
        if isinstance(own, str) and self.policy.index.get(own) is node:
            return own
        steps = [str(step) for step in path if not isinstance(step, int)]
        return ".".join([*steps, str(own)] if own else steps)


def rows(*found: tuple[str, str]) -> tuple[Row, ...]:
    """Rows of name and text, without those whose text is empty."""
    return tuple((name, text) for name, text in found if text)
