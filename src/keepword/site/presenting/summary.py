"""The label at the top of the policy: what, why, how long, who else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policy.model import Policy
from keepword.policy.model.base import Cited
from keepword.policy.model.vocabulary import ItemClass
from keepword.policy.prose.formats import format_duration
from keepword.site import addresses, words
from keepword.site.presenting.items import Link, rule_of

_PROTECTED = (ItemClass.HEALTH, ItemClass.UNIQUE, ItemClass.SENSITIVE)
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the label: its figure, a short list, and where the rest stands."""

    question: str
    figure: str
    lines: tuple[Link, ...]
    more: Link


def home_section(policy: Policy, node: Cited) -> int:
    """The section in which the clauses of `node` stand; 0 for a node that cites none."""
    sections = {c.id: c.section for c in policy.clauses}
    return sections[node.clauses[0]] if node.clauses else 0


class Summary:
    """Computes the label in one language."""

    def __init__(self, policy: Policy, law: LawPack, language: Language) -> None:
        self._policy = policy
        self._law = law
        self._language = language

    def answers(self) -> tuple[Answer, ...]:
        """The label's questions, answered from the data."""
        return (self._what(), self._why(), self._how_long(), self._who_else())

    def _what(self) -> Answer:
        asked = {item for point in self._policy.points for item in point.items()}
        protected = {
            kind: [i for i in self._policy.items if i.kind is kind and i.id in asked]
            for kind in _PROTECTED
        }
        lines = [
            (
                f"{words.say_of('item', kind, self._language)} "
                f"({self._say('summary.kinds', count=len(items))})",
                "",
            )
            for kind, items in protected.items()
            if items
        ]
        listing = Counter(p.section for p in self._policy.points if p.entries)
        return self._answer(
            "what",
            self._say("summary.what.figure", count=len(asked), places=len(self._policy.points)),
            lines,
            addresses.section(self._language, listing.most_common(1)[0][0]),
        )

    def _why(self) -> Answer:
        services = [p for p in self._policy.purposes if p.id.startswith("PU")]
        lines = [(p.name.say(self._language), p.id) for p in services[:_SHORT]]
        return self._answer(
            "why",
            self._say("summary.why.figure", count=len(services)),
            lines,
            addresses.section(self._language, home_section(self._policy, services[0])),
        )

    def _how_long(self) -> Answer:
        rules = self._policy.retention
        fixed = [rule_of(self._policy, None), *(r for r in rules if r.period or r.schedule)]
        lines = [
            (f"{r.what.say(self._language)}: {self._period(r.id)}", r.id) for r in fixed[:_SHORT]
        ]
        return self._answer(
            "how-long",
            self._say("summary.how-long.figure", count=len(rules)),
            lines,
            addresses.section(self._language, home_section(self._policy, rules[0])),
        )

    def _period(self, rule_id: str) -> str:
        rule = rule_of(self._policy, rule_id)
        if rule.schedule:
            periods = [r.period for r in self._law.schedule_index[rule.schedule].records]
            least = min(periods, key=lambda p: p.count)
            most = max(periods, key=lambda p: p.count)
            return self._say(
                "summary.span",
                least=format_duration(least, self._language),
                most=format_duration(most, self._language),
            )
        return rule.says.say(self._language)

    def _who_else(self) -> Answer:
        parties = self._policy.third_parties
        grounds = parties.grounds if parties else ()
        lines = [(self._say("summary.who.third", count=len(grounds)), "")]
        lines += [(ground.name.say(self._language), "") for ground in grounds]
        work = self._policy.commissioning
        return self._answer(
            "who",
            self._say("summary.who.figure", count=len(self._policy.processors)),
            lines,
            addresses.section(self._language, home_section(self._policy, work) if work else 0),
        )

    def _answer(self, key: str, figure: str, lines: list[tuple[str, str]], more: str) -> Answer:
        links = (
            Link(text, addresses.policy_page(self._language, anchor) if anchor else "")
            for text, anchor in lines
        )
        return Answer(
            self._say(f"summary.{key}.question"),
            figure,
            tuple(links),
            Link(self._say(f"summary.{key}.more"), more),
        )

    def _say(self, key: str, **values: object) -> str:
        return words.say(key, self._language, **values)
