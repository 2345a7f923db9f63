"""The policy page: sections with their prose, and beside the prose what the data add."""

from __future__ import annotations

from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policy.model import Policy
from keepword.policy.prose.document import Document
from keepword.site.presenting.facts import FactSheet, FactSheets
from keepword.site.presenting.items import PointTable, Tables
from keepword.site.presenting.marks import Marks
from keepword.site.presenting.prose import Part, SectionProse
from keepword.site.presenting.retention import Retention, retention
from keepword.site.presenting.rights import Rights, rights
from keepword.site.presenting.summary import Answer, Summary, home_section


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section as the page shows it. What a section does not have is None or empty."""

    number: int
    heading: str
    parts: tuple[Part, ...]
    points: tuple[PointTable, ...]
    facts: FactSheet | None = None
    retention: Retention | None = None
    rights: Rights | None = None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The whole policy; `preamble` is section 0, `example` a clause to explain the links with."""

    example: tuple[str, ...]
    answers: tuple[Answer, ...]
    preamble: SectionView
    sections: tuple[SectionView, ...]


class PolicyPage:
    """Puts the page together in one language."""

    def __init__(self, policy: Policy, law: LawPack, language: Language) -> None:
        self._policy = policy
        self._law = law
        self._marks = Marks(language)
        self._tables = Tables(policy, law, self._marks)
        self._prose = SectionProse(policy, self._marks, self._tables)
        self._sheets = FactSheets(policy, self._marks)

    def view(self, document: Document) -> PolicyView:
        """The page of `document`, the policy's prose in the page's language."""
        answers = Summary(self._policy, self._law, self._marks.language).answers()
        parts = {s.number: self._prose.parts(s) for s in document.sections}
        views = [self._section(s.number, s.heading, parts[s.number]) for s in document.sections]
        example = (self._policy.clauses[0].id,)
        return PolicyView(example, answers, views[0], tuple(views[1:]))

    def _section(self, number: int, heading: str, parts: tuple[Part, ...]) -> SectionView:
        policy, marks = self._policy, self._marks
        keeps = home_section(policy, policy.retention[0]) == number
        asks = home_section(policy, policy.rights) == number
        return SectionView(
            number,
            heading,
            parts,
            facts=self._facts(number),
            retention=retention(policy, self._law, marks) if keeps else None,
            rights=rights(policy, marks) if asks else None,
            points=self._tables.undrawn(number),
        )

    def _facts(self, number: int) -> FactSheet | None:
        policy, sheets = self._policy, self._sheets
        if policy.children and home_section(policy, policy.children) == number:
            return sheets.children(policy.children)
        if policy.cookies and home_section(policy, policy.cookies) == number:
            return sheets.cookies(policy.cookies)
        if policy.cameras and home_section(policy, policy.cameras) == number:
            return sheets.cameras(policy.cameras)
        return None
