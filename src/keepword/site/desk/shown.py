"""What a look brought, as its page shows it: values, what stays shut and why, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from keepword.custody.answers import Opened
from keepword.custody.door import Door
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policy.decisions import Act, Actor, Decision, Denied
from keepword.policy.model.collection import Point
from keepword.runtime import config
from keepword.site.asking.answering import Answer, Answers
from keepword.site.asking.question import Question
from keepword.site.desk.labels import labels
from keepword.site.desk.looking import Seen
from keepword.site.presenting.values import readable


@dataclass(frozen=True, slots=True)
class Shown:
    """One collection point: its opened items with their values, and the answer in words."""

    point: str
    name: str
    answer: Answer
    items: tuple[tuple[str, str], ...] = field(repr=False)
    absent: tuple[str, ...]
    entry: str


class Showing:
    """Puts looks into words in one language."""

    def __init__(self, door: Door, language: Language) -> None:
        self._policy = door.loaded.policy
        self._answers = Answers(self._policy, door.law, language)
        self._language = language
        self._formats = desk.formats(config.current().policy)

    def show(self, seen: Seen) -> Shown:
        """A look whose transaction has committed.

        Raises:
            NotYetRecorded: it has not (fail closed, P87).
        """
        point, answer = self._policy.point_index[seen.point], seen.answer
        if isinstance(answer, Denied):
            return Shown(point.id, self._name(point), self._word(point, answer), (), (), "")
        return Shown(
            point.id,
            self._name(point),
            self._word(point, answer.allowed),
            tuple(self._values(point, answer.items)),
            tuple(self._absent(point, answer)),
            str(answer.entry),
        )

    def _name(self, point: Point) -> str:
        return point.name.say(self._language)

    def _word(self, point: Point, decision: Decision) -> Answer:
        return self._answers.word(Question(Actor.STAFF, Act.USE, point.id), decision)

    def _values(self, point: Point, opened: Mapping[str, Personal]) -> Iterator[tuple[str, str]]:
        """Labels and values, in the order of the point."""
        for item, label in self._labels(point):
            if item in opened:
                yield label, readable(self._formats[item], opened[item].reveal(), self._language)

    def _absent(self, point: Point, opened: Opened) -> Iterator[str]:
        """What the purpose would open, and the person has not given."""
        answered = opened.allowed.items | opened.allowed.withheld.keys()
        for item, label in self._labels(point):
            if item not in answered:
                yield label

    def _labels(self, point: Point) -> Iterable[tuple[str, str]]:
        return labels(self._policy, point, self._language).items()
