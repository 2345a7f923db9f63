"""Children: guardian consent, and how little may be asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Node
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight, first_clause
from keepword.policy.model.collection import Audience
from keepword.policy.model.people import Children
from keepword.policy.model.vocabulary import Basis


class Age(Node):
    """The age under which a guardian consents."""

    age: int


class AtMostItems(Node):
    """How many items may be asked."""

    items: int


def guardian_consents(sight: Sight, params: Age) -> Iterator[Flaw]:
    """Children's data on consent without their guardian (PIPA 22-2(1))."""
    children = sight.policy.children
    if children is not None:
        yield from _too_little(children, params.age)
        return
    for n, point in enumerate(sight.policy.points):
        if point.audience is Audience.UNDER_AGE:
            message = Message(
                f"{point.id} ({point.name.en}) takes children’s data, and the policy has no "
                "chapter on guardian consent.",
                f"{point.id}({point.name.ko}): 아동의 정보를 받지만 방침에 법정대리인 동의에 관한 "
                "장이 없습니다.",
            )
            yield Flaw(point.id, point.id, ("points", n), message)


def guardian_items(sight: Sight, params: AtMostItems) -> Iterator[Flaw]:
    """More asked of the guardian than name and contact (Decree 17-2(2))."""
    children = sight.policy.children
    if children is None:
        return
    for n, point in enumerate(sight.policy.points):
        count = len(point.items())
        if point.id == children.guardian_point and count > params.items:
            message = Message(
                f"{point.id} ({point.name.en}) asks the guardian for {count} items.",
                f"{point.id}({point.name.ko}): 법정대리인에게서 {count}개 항목을 받습니다.",
            )
            yield Flaw(point.id, point.id, ("points", n), message)


def _too_little(children: Children, age: int) -> Iterator[Flaw]:
    clause = first_clause(children)
    if children.age < age:
        message = Message(
            f"Guardian consent is asked only under {children.age}.",
            f"만 {children.age}세 미만에게만 법정대리인의 동의를 받습니다.",
        )
        yield Flaw("age", clause, ("children", "age"), message)
    if Basis.CONSENT not in children.waits_for_guardian:
        message = Message(
            "What rests on consent does not wait for the guardian.",
            "동의에 근거한 처리가 법정대리인의 동의를 기다리지 않습니다.",
        )
        yield Flaw("basis", clause, ("children", "waits_for_guardian"), message)
