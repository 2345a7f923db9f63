"""What consent is asked for: one block for all that is required, one for each optional item (P44).

Each says what, why, for how long, that one may refuse and what then (PIPA 15(2)); none is ticked.
Where an item has a purpose that needs a consent of its own, the page says so and the one tick
gives both. The hash of the texts is what the record remembers of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.policy.decisions.question import Consent, ConsentKind
from keepword.policy.model import Policy
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import ItemClass, Need, Purpose
from keepword.policy.retention import governing_rule
from keepword.site import words
from keepword.site.joining.questions import Question, Questions

REQUIRED = "consent-required"
"""The tick that stands for the consent to every required item."""

_SENSITIVE = (ItemClass.HEALTH, ItemClass.SENSITIVE)


@dataclass(frozen=True, slots=True)
class Notice:
    """One consent as it is asked for, apart from all others.

    `name` is the field's name. `also` names purposes of their own that the same tick opens.
    """

    name: str
    label: str
    items: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    rules: tuple[RetentionRule, ...]
    refusing: str
    also: str
    consents: frozenset[Consent]

    @property
    def item(self) -> str:
        """The optional item that it is for; empty for the required block."""
        return next((consent.item for consent in self.consents if consent.item), "")

    def text(self, language: Language) -> str:
        """All that a person reads before the tick, one thing a line."""
        lines = (
            *self.items,
            *(f"{p.name.say(language)}: {p.says.say(language)}" for p in self.purposes),
            *(rule.says.say(language) for rule in self.rules),
            self.refusing,
            self.also,
            self.label,
        )
        return "\n".join(lines)


class Notices:
    """The consents that a form asks for."""

    def __init__(self, policy: Policy, questions: Questions, language: Language) -> None:
        self._policy = policy
        self._point = questions.point
        self._language = language

    def of(self, asked: Iterable[Question]) -> tuple[Notice, ...]:
        """The required block first, then each optional item of `asked`."""
        questions = tuple(asked)
        return (self._required([q for q in questions if q.required]), *self._optional(questions))

    def _required(self, questions: list[Question]) -> Notice:
        return Notice(
            name=REQUIRED,
            label=words.say("join.consent.required", self._language),
            items=tuple(q.label for q in questions),
            purposes=self._purposes(questions),
            rules=self._rules(questions),
            refusing=words.say("join.refuse.required", self._language),
            also="",
            consents=frozenset({Consent(ConsentKind.COLLECT, self._point.id)}),
        )

    def _optional(self, questions: Iterable[Question]) -> Iterator[Notice]:
        for question in questions:
            if not question.required:
                yield self._of_item(question)

    def _of_item(self, question: Question) -> Notice:
        purposes = self._purposes([question])
        own = [p for p in purposes if Need.CONSENT in p.needs]
        names = ", ".join(p.name.say(self._language) for p in own)
        key = "join.consent.flag" if question.is_flag else "join.consent.item"
        return Notice(
            name=question.item if question.is_flag else f"consent-{question.item}",
            label=words.say(key, self._language, item=question.label),
            items=(question.label,),
            purposes=purposes,
            rules=self._rules([question]),
            refusing=words.say("join.refuse.optional", self._language),
            also=words.say("join.consent.also", self._language, purposes=names) if own else "",
            consents=frozenset(
                {
                    Consent(self._kind(question), self._point.id, question.item),
                    *(Consent(ConsentKind.PURPOSE, purpose.id) for purpose in own),
                }
            ),
        )

    def _kind(self, question: Question) -> ConsentKind:
        sensitive = self._policy.item_index[question.item].kind in _SENSITIVE
        return ConsentKind.SENSITIVE if sensitive else ConsentKind.ITEM

    def _purposes(self, questions: Iterable[Question]) -> tuple[Purpose, ...]:
        ids = dict.fromkeys(p for q in questions for p in self._point.purposes_of(q.entry))
        return tuple(self._policy.purpose_index[purpose] for purpose in ids)

    def _rules(self, questions: Iterable[Question]) -> tuple[RetentionRule, ...]:
        found = (governing_rule(self._policy, self._point, q.entry) for q in questions)
        return tuple({rule.id: rule for rule in found}.values())


def notice_hash(notices: Iterable[Notice], language: Language) -> str:
    """SHA-256 (hex) of the texts in the order in which they stood on the page."""
    text = "\n\n".join(notice.text(language) for notice in notices)
    return hashlib.sha256(text.encode()).hexdigest()
