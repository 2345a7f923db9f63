"""What leaving ends: which data go, which stay by which rule, and which services end with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from keepword.custody.door import Door
from keepword.custody.erasing import ending_services
from keepword.foundation.nodes import Language
from keepword.policy.model import Policy
from keepword.policy.model.retention import RetentionAct, RetentionRule
from keepword.policy.prose.formats import format_date
from keepword.site.presenting.wording import capitalised

_KEEPING = (RetentionAct.KEEP_THEN_DESTROY, RetentionAct.KEEP_AT_LEAST, RetentionAct.HOLD)


@dataclass(frozen=True, slots=True)
class Part:
    """Items under one rule; `until` is the day itself where there is one."""

    rule: RetentionRule
    items: tuple[str, ...]
    until: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """What goes, what stays, what ends. `logs` are rules by which records of acts stay."""

    goes: tuple[Part, ...]
    stays: tuple[Part, ...]
    services: tuple[str, ...]
    logs: tuple[RetentionRule, ...]


class Parts:
    """Puts units and their rules into words in one language."""

    def __init__(self, policy: Policy, language: Language) -> None:
        self._policy = policy
        self._language = language
        self._rules = {rule.id: rule for rule in policy.retention}

    def of(self, found: Iterable[tuple[str, Iterable[str], date | None]]) -> tuple[Part, ...]:
        """Parts from (rule, items, last day); those of one rule and day are one."""
        merged: dict[tuple[str, date | None], dict[str, None]] = {}
        for rule, items, until in found:
            merged.setdefault((rule, until), {}).update(dict.fromkeys(items))
        return tuple(
            Part(
                self._rules[rule],
                tuple(self._labels(items)),
                format_date(until, self._language) if until else "",
            )
            for (rule, until), items in merged.items()
        )

    def of_entry(self, units: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
        """Parts from an entry's `destroyed` or `kept`."""
        return self.of(
            (u["rule"], u["items"], date.fromisoformat(u["until"]) if "until" in u else None)
            for u in units
        )

    def services(self) -> tuple[str, ...]:
        """Names of the services that end with the membership, itself first (P72)."""
        names = {service.id: service.name for service in self._policy.meta.services}
        return tuple(names[s].say(self._language) for s in ending_services(self._policy))

    def logs(self) -> tuple[RetentionRule, ...]:
        """Rules by which the records of what was done stay (P87)."""
        return tuple(r for r in self._policy.retention if r.act is RetentionAct.KEEP_AT_LEAST)

    def _labels(self, items: Iterable[str]) -> Iterator[str]:
        for item in items:
            known = self._policy.item_index.get(item)
            yield capitalised(known.label.say(self._language)) if known else item


def ending(door: Door, subject: UUID, language: Language, today: date) -> Ending:
    """What leaving would end now. The act itself asks the engine of every unit anew."""
    policy = door.loaded.policy
    parts = Parts(policy, language)
    services = ending_services(policy)
    rules = {rule.id: rule for rule in policy.retention}
    goes: list[tuple[str, tuple[str, ...], date | None]] = []
    stays: list[tuple[str, tuple[str, ...], date | None]] = []
    for held in door.holdings(subject):
        ends = policy.point_index[held.point].service in services
        held_on = held.held_until is not None and held.held_until >= today
        keeps = rules[held.rule].act in _KEEPING or held_on
        (goes if ends and not keeps else stays).append((held.rule, (held.item,), held.held_until))
    return Ending(parts.of(goes), parts.of(stays), parts.services(), parts.logs())


def clauses_of_leaving(policy: Policy) -> tuple[str, ...]:
    """What the policy says of leaving, and of the services that end with it (P68 to P72)."""
    ends = ending_services(policy)
    services = (c for s in policy.meta.services if s.id in ends for c in s.clauses)
    own = policy.withdrawal.clauses if policy.withdrawal else ()
    return tuple(dict.fromkeys((*own, *services)))
