"""Doubts about collection points and purposes."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight
from keepword.policy.model.collection import Point, Requirement
from keepword.policy.model.vocabulary import Basis

# A consent point that makes more items a condition than this wants a second look (PIPA 16(1)
# puts the proof of "minimum" on the hospital). The figure is ours; no law sets one.
MOST_REQUIRED = 12


def purpose_unused(sight: Sight) -> Iterator[Flaw]:
    """A purpose for which nothing is collected."""
    policy = sight.policy
    used = {name for point in policy.points for name in point.purposes}
    used.update(n for point in policy.points for entry in point.entries for n in entry.purposes)
    used.update(policy.cookies.purposes if policy.cookies else ())
    used.update(policy.cameras.purposes if policy.cameras else ())
    for n, purpose in enumerate(policy.purposes):
        if purpose.id not in used:
            message = Message(
                f"Nothing is collected for {purpose.id} ({purpose.name.en}).",
                f"{purpose.id}({purpose.name.ko}): 이 목적으로 수집하는 것이 없습니다.",
            )
            remedy = Message(
                "Name the purpose at the points that serve it, or drop it.",
                "이 목적에 쓰는 수집 지점에 적거나 목적을 지우세요.",
            )
            yield Flaw(purpose.id, purpose.id, ("purposes", n), message, remedy)


def no_stated_period(sight: Sight) -> Iterator[Flaw]:
    """A point whose data have no stated period, so that only the default governs them."""
    for n, point in enumerate(sight.policy.points):
        if _has_period(point):
            continue
        message = Message(
            f"The document states no period for {point.id} ({point.name.en}).",
            f"{point.id}({point.name.ko}): 문서에 보유기간이 적혀 있지 않습니다.",
        )
        remedy = Message(
            "State a retention rule for the point (retention).",
            "수집 지점에 보유 규칙을 적으세요(retention).",
        )
        yield Flaw(point.id, point.id, ("points", n), message, remedy)


def many_required_items(sight: Sight) -> Iterator[Flaw]:
    """A point on consent that makes very many items a condition."""
    for n, point in enumerate(sight.policy.points):
        count = sum(entry.requirement is Requirement.REQUIRED for entry in point.entries)
        if Basis.CONSENT in point.basis and count > MOST_REQUIRED:
            message = Message(
                f"{point.id} ({point.name.en}) makes {count} items a condition; do all of them "
                "serve its purpose?",
                f"{point.id}({point.name.ko}): 필수 항목이 {count}개입니다. 모두 필요합니까?",
            )
            remedy = Message(
                f"Make optional what is not needed ({MOST_REQUIRED} required items or fewer).",
                f"필요하지 않은 항목을 선택으로 바꾸세요(필수 {MOST_REQUIRED}개 이하).",
            )
            yield Flaw(point.id, point.id, ("points", n), message, remedy)


def _has_period(point: Point) -> bool:
    if point.retention is not None:
        return True
    if any(entry.record for entry in point.entries):  # the law's own schedule speaks of these
        return True
    return bool(point.entries) and all(entry.retention for entry in point.entries)
