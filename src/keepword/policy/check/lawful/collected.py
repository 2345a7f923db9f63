"""What is asked of people: identifiers, sensitive data, what the job does not need."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Node, Slug
from keepword.policy.check.finding import Flaw
from keepword.policy.check.lawful.figures import Nothing
from keepword.policy.check.sight import Asked, Sight, asked_at, labels
from keepword.policy.model.collection import Point, Requirement
from keepword.policy.model.retention import Trigger
from keepword.policy.model.vocabulary import Basis, ItemClass


class Facts(Node):
    """The facts under which the law itself asks for a resident registration number."""

    facts: tuple[Slug, ...]


class Irrelevant(Node):
    """The kinds of items that the job does not need, and from how many staff the rule binds."""

    classes: tuple[ItemClass, ...]
    staff: int


def identifier_without_law(sight: Sight, params: Facts) -> Iterator[Flaw]:
    """A unique identifier at a point that does not rest on law, whatever the facts (PIPA 24-2)."""
    for n, point in enumerate(sight.policy.points):
        if Basis.LAW in point.basis:
            continue
        asked = [
            a
            for a in asked_at(sight.policy, n, point)
            if a.item.kind is ItemClass.UNIQUE
            and not (a.entry is not None and a.entry.only_when in params.facts)
        ]
        if asked:
            names = labels([a.item.label for a in asked])
            message = Message(
                f"{point.id} ({point.name.en}) asks for this without a law behind it: {names.en}.",
                f"{point.id}({point.name.ko}): 법령의 근거 없이 다음을 받습니다: {names.ko}.",
            )
            yield Flaw(point.id, point.id, asked[0].place, message)


def sensitive_without_choice(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """Sensitive data asked without law and without a consent one can refuse (PIPA 23(1))."""
    for n, point in enumerate(sight.policy.points):
        if {Basis.LAW, Basis.VITAL} & set(point.basis):
            continue
        for asked in asked_at(sight.policy, n, point):
            if _sensitive(asked) and not (_can_be_refused(asked) and Basis.CONSENT in point.basis):
                message = Message(
                    f"{point.id} ({point.name.en}) asks for sensitive data without leaving a "
                    f"choice: {asked.item.label.en}.",
                    f"{point.id}({point.name.ko}): 선택권 없이 민감정보를 받습니다: "
                    f"{asked.item.label.ko}.",
                )
                yield Flaw(f"{point.id}:{asked.item.id}", point.id, asked.place, message)


def irrelevant_in_hiring(sight: Sight, params: Irrelevant) -> Iterator[Flaw]:
    """Items applicants must state that the job does not need (Fair Hiring Procedure Act 4-3)."""
    if sight.policy.meta.controller.profile.staff_at_least < params.staff:
        return
    for n, point in enumerate(sight.policy.points):
        if not is_recruitment(sight, point):
            continue
        for asked in asked_at(sight.policy, n, point):
            if asked.item.kind in params.classes and not _can_be_refused(asked):
                message = Message(
                    f"{point.id} ({point.name.en}) makes every applicant state: "
                    f"{asked.item.label.en}.",
                    f"{point.id}({point.name.ko}): 모든 지원자에게 다음을 요구합니다: "
                    f"{asked.item.label.ko}.",
                )
                yield Flaw(f"{point.id}:{asked.item.id}", point.id, asked.place, message)


def is_recruitment(sight: Sight, point: Point) -> bool:
    """Whether a point takes job applications: its data run from the end of a recruitment."""
    rule = sight.rule(point.retention)
    return rule is not None and rule.trigger is Trigger.RECRUITMENT_ENDED


def _sensitive(asked: Asked) -> bool:
    return asked.item.kind in {ItemClass.HEALTH, ItemClass.SENSITIVE}


def _can_be_refused(asked: Asked) -> bool:
    return asked.entry is not None and asked.entry.requirement is Requirement.OPTIONAL
