"""What makes a policy incoherent: unknown ids, doubled ids, gaps that leave a datum meaningless.

What is merely doubtful is left to `policy.check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from keepword.foundation.errors import Fault, Message
from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import Node
from keepword.law.model import LawPack
from keepword.policy.loading.places import Places
from keepword.policy.model.base import Cited
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct, Trigger


def incoherences(policy: Policy, law: LawPack | None, places: Places) -> Iterator[Fault]:
    """Every fault of `policy`, which was built from values that stand at `places`."""
    finder = _Finder(policy, law, places)
    yield from finder.doubled()
    yield from finder.dangling()
    yield from finder.citations()
    yield from finder.meaningless()
    yield from finder.dates()


# Collections whose members have ids: chapter, and where inside the chapter they stand.
_IDENTIFIED: tuple[tuple[Path, str], ...] = (
    (("clauses",), "clause"),
    (("readings",), "reading"),
    (("purposes",), "purpose"),
    (("items",), "item"),
    (("conditions",), "condition"),
    (("channels",), "channel"),
    (("points",), "collection point"),
    (("retention",), "retention rule"),
    (("processors",), "processor"),
    (("meta", "services"), "service"),
    (("third_parties", "papers"), "paper"),
    (("third_parties", "grounds"), "ground"),
    (("rights", "routes"), "route"),
    (("remedies", "bodies"), "remedy body"),
    (("safeguards",), "safeguard"),
)

_KINDS_KO = {
    "clause": "약속",
    "reading": "해석",
    "purpose": "목적",
    "item": "항목",
    "condition": "조건",
    "channel": "수집 경로",
    "collection point": "수집 지점",
    "retention rule": "보유 규칙",
    "processor": "수탁자",
    "service": "서비스",
    "paper": "서류",
    "ground": "근거",
    "route": "경로",
    "remedy body": "구제 기관",
    "safeguard": "안전조치",
    "law pack": "법령집",
    "statutory schedule": "법정 보존표",
    "record kind": "기록 종류",
    "public body": "기관",
}


class _Finder:
    def __init__(self, policy: Policy, law: LawPack | None, places: Places) -> None:
        self._policy = policy
        self._law = law
        self._places = places
        self._ids = {kind: self._collect(path) for path, kind in _IDENTIFIED}

    def _collect(self, path: Path) -> list[str]:
        value: Any = self._policy
        for step in path:
            value = getattr(value, str(step)) if value is not None else None
        return [str(member.id) for member in value or ()]

    # -- doubled ids -------------------------------------------------------------------------

    def doubled(self) -> Iterator[Fault]:
        for path, kind in _IDENTIFIED:
            seen: set[str] = set()
            for n, name in enumerate(self._ids[kind]):
                if name in seen:
                    yield self._fault((*path, n, "id"), "doubled-id", *_doubled(kind, name))
                seen.add(name)
        for n, point in enumerate(self._policy.points):
            items: set[str] = set()
            for m, entry in enumerate(point.entries):
                if entry.item in items:
                    at: Path = ("points", n, "entries", m, "item")
                    yield self._fault(at, "doubled-entry", *_doubled("item", entry.item))
                items.add(entry.item)

    # -- references --------------------------------------------------------------------------

    def dangling(self) -> Iterator[Fault]:
        policy = self._policy
        path: Path
        for n, service in enumerate(policy.meta.services):
            path = ("meta", "services", n, "ends_with")
            yield from self._known("service", service.ends_with, path)
        for n, point in enumerate(policy.points):
            yield from self._point(n, point)
        for n, processor in enumerate(policy.processors):
            yield from self._all("purpose", processor.purposes, ("processors", n))
            yield from self._all("collection point", processor.points, ("processors", n))
        if policy.third_parties:
            for n, ground in enumerate(policy.third_parties.grounds):
                path = ("third_parties", "grounds", n, "papers")
                yield from self._all("paper", ground.papers, path)
        if policy.children:
            path = ("children", "guardian_point")
            yield from self._known("collection point", policy.children.guardian_point, path)
        if policy.withdrawal:
            path = ("withdrawal", "membership")
            yield from self._known("service", policy.withdrawal.membership, path)
        if policy.cookies:
            yield from self._all("purpose", policy.cookies.purposes, ("cookies", "purposes"))
        if policy.cameras:
            yield from self._all("purpose", policy.cameras.purposes, ("cameras", "purposes"))
            yield from self._known(
                "retention rule", policy.cameras.retention, ("cameras", "retention")
            )
        for n, measure in enumerate(policy.safeguards):
            yield from self._known("retention rule", measure.keeps, ("safeguards", n, "keeps"))
        yield from self._to_the_law()

    def _point(self, n: int, point: Any) -> Iterator[Fault]:
        here: Path = ("points", n)
        yield from self._all("purpose", point.purposes, (*here, "purposes"))
        yield from self._all("channel", point.channels, (*here, "channels"))
        yield from self._all("item", point.implied, (*here, "implied"))
        yield from self._known("service", point.service, (*here, "service"))
        yield from self._known("retention rule", point.retention, (*here, "retention"))
        for m, entry in enumerate(point.entries):
            at: Path = (*here, "entries", m)
            yield from self._known("item", entry.item, (*at, "item"))
            yield from self._known("condition", entry.condition, (*at, "condition"))
            yield from self._known("retention rule", entry.retention, (*at, "retention"))
            yield from self._all("purpose", entry.purposes, (*at, "purposes"))

    def _to_the_law(self) -> Iterator[Fault]:
        meta = self._policy.meta
        if self._law is None:
            yield self._fault(("meta", "law"), "unknown-id", *_unknown("law pack", meta.law, ()))
            return
        for n, rule in enumerate(self._policy.retention):
            if rule.schedule and rule.schedule not in self._law.schedule_index:
                names = self._law.schedule_index
                yield self._fault(
                    ("retention", n, "schedule"),
                    "unknown-id",
                    *_unknown("statutory schedule", rule.schedule, names),
                )
        yield from self._record_kinds(self._law)
        if self._policy.remedies:
            registered = {body.id for body in self._law.bodies}
            for n, body in enumerate(self._policy.remedies.bodies):
                if body.registry not in registered:
                    path = ("remedies", "bodies", n, "registry")
                    words = _unknown("public body", body.registry, registered)
                    yield self._fault(path, "unknown-id", *words)

    def _record_kinds(self, law: LawPack) -> Iterator[Fault]:
        known = {record.id for schedule in law.schedules for record in schedule.records}
        for n, point in enumerate(self._policy.points):
            for m, entry in enumerate(point.entries):
                if entry.record and entry.record not in known:
                    path = ("points", n, "entries", m, "record")
                    words = _unknown("record kind", entry.record, known)
                    yield self._fault(path, "unknown-id", *words)

    def _all(self, kind: str, names: Iterable[str], path: Path) -> Iterator[Fault]:
        for n, name in enumerate(names):
            yield from self._known(kind, name, (*path, n))

    def _known(self, kind: str, name: str | None, path: Path) -> Iterator[Fault]:
        if name is not None and name not in self._ids[kind]:
            yield self._fault(path, "unknown-id", *_unknown(kind, name, self._ids[kind]))

    # -- clauses and readings ----------------------------------------------------------------

    def citations(self) -> Iterator[Fault]:
        for principle, clauses in self._policy.principles.items():
            yield from self._all("clause", clauses, ("principles", principle.value))
        for path, node in _walk(self._policy, ()):
            if not isinstance(node, Cited):
                continue
            yield from self._all("clause", node.clauses, (*path, "clauses"))
            for field, reading in node.readings.items():
                yield from self._known("reading", reading, (*path, "readings", field))
                if field != "all" and field not in type(node).model_fields:
                    where: Path = (*path, "readings", field)
                    yield self._fault(where, "unknown-field", *_no_field(field))

    # -- data that mean nothing ---------------------------------------------------------------

    def meaningless(self) -> Iterator[Fault]:
        for n, point in enumerate(self._policy.points):
            if not point.entries and not point.implied:
                yield self._fault(("points", n), "point-without-items", *_no_items(point.id))
            if not point.purposes:
                for m, entry in enumerate(point.entries):
                    if not entry.purposes:
                        path: Path = ("points", n, "entries", m)
                        yield self._fault(path, "item-without-purpose", *_no_purpose(entry.item))
                if point.implied:
                    words = _no_purpose(point.implied[0])
                    yield self._fault(("points", n, "implied"), "item-without-purpose", *words)
        for n, rule in enumerate(self._policy.retention):
            yield from self._clock(n, rule)

    def _clock(self, n: int, rule: Any) -> Iterator[Fault]:
        timed = {Trigger.RECORD_MADE, Trigger.LOGGED, Trigger.FILMED, Trigger.LAST_ACTIVITY}
        keeps = rule.act in {RetentionAct.KEEP_AT_LEAST, RetentionAct.SEPARATE_THEN_DESTROY}
        if (rule.trigger in timed or keeps) and not rule.period and not rule.schedule:
            yield self._fault(("retention", n), "rule-without-period", *_no_period(rule.id))

    def dates(self) -> Iterator[Fault]:
        meta = self._policy.meta
        if meta.effective < meta.noticed:
            yield self._fault(("meta", "effective"), "dates-out-of-order", *_before_notice())
        if meta.effective < meta.first_effective:
            yield self._fault(("meta", "first_effective"), "dates-out-of-order", *_first_later())

    def _fault(self, path: Path, code: str, message: Message, remedy: Message) -> Fault:
        file, line = self._places.where(path)
        return Fault(file, line, code, message, remedy)


def _walk(node: Any, path: Path) -> Iterator[tuple[Path, Node]]:
    if isinstance(node, Node):
        yield path, node
        for field in type(node).model_fields:
            yield from _walk(getattr(node, field), (*path, field))
    elif isinstance(node, tuple):
        for n, member in enumerate(node):
            yield from _walk(member, (*path, n))


def _doubled(kind: str, name: str) -> tuple[Message, Message]:
    return (
        Message(
            f"The {kind} '{name}' stands twice.",
            f"{_KINDS_KO[kind]} '{name}'이(가) 두 번 나옵니다.",
        ),
        Message("Remove one, or give it an id of its own.", "하나를 지우거나 다른 번호를 주세요."),
    )


def _unknown(kind: str, name: str, known: Iterable[str]) -> tuple[Message, Message]:
    near = get_close_matches(name, list(known), n=1)
    hint_en = f" Did you mean '{near[0]}'?" if near else ""
    hint_ko = f" 혹시 '{near[0]}'인가요?" if near else ""
    korean = _KINDS_KO[kind]
    return (
        Message(f"There is no {kind} '{name}'.", f"'{name}'이라는 {korean}이(가) 없습니다."),
        Message(
            f"Define the {kind} or correct the id.{hint_en}",
            f"{korean}을(를) 정의하거나 번호를 고치세요.{hint_ko}",
        ),
    )


def _no_field(field: str) -> tuple[Message, Message]:
    return (
        Message(f"A reading is given for '{field}', which is no field here.",
                f"'{field}'에 해석이 달렸지만 여기에 없는 항목입니다."),
        Message("Name a field of this entry, or 'all'.", "이 항목의 이름이나 'all'을 쓰세요."),
    )  # fmt: skip


def _no_items(point: str) -> tuple[Message, Message]:
    return (
        Message(
            f"The collection point {point} collects nothing.",
            f"수집 지점 {point}에 항목이 없습니다.",
        ),
        Message("List its entries, or what the text implies.", "entries나 implied를 적으세요."),
    )


def _no_purpose(item: str) -> tuple[Message, Message]:
    return (
        Message(
            f"'{item}' is collected without a purpose.", f"'{item}'을(를) 목적 없이 수집합니다."
        ),
        Message(
            "Give the entry or its point a purpose (PIPA 15(2)), or do not collect it.",
            "항목이나 수집 지점에 목적을 적거나(개인정보 보호법 제15조제2항) 수집하지 마세요.",
        ),
    )


def _no_period(rule: str) -> tuple[Message, Message]:
    return (
        Message(f"The rule {rule} starts a clock but gives no period.",
                f"규칙 {rule}에는 기산점만 있고 기간이 없습니다."),
        Message("Give a period or a schedule.", "period나 schedule을 적으세요."),
    )  # fmt: skip


def _before_notice() -> tuple[Message, Message]:
    return (
        Message("The policy takes effect before it is announced.", "시행일이 공고일보다 앞섭니다."),
        Message(
            "Give an effective date on or after the notice.", "시행일을 공고일 이후로 고치세요."
        ),
    )


def _first_later() -> tuple[Message, Message]:
    return (
        Message(
            "The first version is later than this one.",
            "최초 시행일이 이 판의 시행일보다 늦습니다.",
        ),
        Message("Correct first_effective.", "first_effective를 고치세요."),
    )
