"""What has an id in a policy, and that no two things of a kind share one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keepword.foundation.marked_yaml import Path
from keepword.policy.loading.words import (
    CHANNEL,
    CLAUSE,
    CONDITION,
    ITEM,
    PAPER,
    POINT,
    PROCESSOR,
    PURPOSE,
    READING,
    RULE,
    SERVICE,
    Found,
    Kind,
    doubled,
    doubled_entry,
)
from keepword.policy.model.policy import Policy

# Lists whose members have ids: where they stand, and what they are.
_IDENTIFIED: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("clauses",), CLAUSE),
    (("readings",), READING),
    (("purposes",), PURPOSE),
    (("items",), ITEM),
    (("conditions",), CONDITION),
    (("channels",), CHANNEL),
    (("points",), POINT),
    (("retention",), RULE),
    (("processors",), PROCESSOR),
    (("meta", "services"), SERVICE),
    (("third_parties", "papers"), PAPER),
    (("third_parties", "grounds"), Kind("ground", "제공 근거")),
    (("commissioning", "terms"), Kind("contract term", "계약 조항")),
    (("rights", "routes"), Kind("route", "권리 행사 경로")),
    (("rights", "identity_documents"), Kind("identity document", "신분증")),
    (("rights", "representative_papers"), Kind("representative’s paper", "대리인 서류")),
    (("rights", "refusal_grounds"), Kind("ground for refusal", "거절 사유")),
    (("children", "consent_methods"), Kind("consent method", "동의 확인 방법")),
    (("destruction", "manners"), Kind("manner of destruction", "파기 방법")),
    (("remedies", "bodies"), Kind("remedy body", "구제 기관")),
    (("safeguards",), Kind("safeguard", "안전조치")),
    (("cookies", "choices"), Kind("cookie choice", "쿠키 선택지")),
    (("cookies", "browsers"), Kind("browser", "브라우저")),
)


def ids_of(policy: Policy) -> dict[Kind, list[str]]:
    """Every id of `policy` by kind, in the order of the files."""
    return {kind: [member.id for member in _members(policy, path)] for path, kind in _IDENTIFIED}


def doubles(policy: Policy) -> Iterator[Found]:
    """Ids that two things of a kind bear, and items that a point asks for twice."""
    for path, kind in _IDENTIFIED:
        seen: set[str] = set()
        for n, member in enumerate(_members(policy, path)):
            if member.id in seen:
                yield (*path, n, "id"), doubled(kind, str(member.id))
            seen.add(member.id)
    for n, point in enumerate(policy.points):
        items: set[str] = set()
        for m, name in enumerate(point.items()):
            if name in items:
                at = m - len(point.entries)
                where: Path = ("implied", at) if at >= 0 else ("entries", m, "item")
                yield ("points", n, *where), doubled_entry(point.id, name)
            items.add(name)


def _members(policy: Policy, path: tuple[str, ...]) -> tuple[Any, ...]:
    value: Any = policy
    for step in path:
        value = getattr(value, step) if value is not None else None
    return value or ()
