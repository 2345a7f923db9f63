"""Whether a matter that a policy must speak about arises in it at all, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from keepword.foundation.errors import Message
from keepword.foundation.marked_yaml import Path
from keepword.policy.check.sight import Sight, first_clause
from keepword.policy.model.collection import Requirement
from keepword.policy.model.parties import Processor
from keepword.policy.model.retention import RetentionAct
from keepword.policy.model.vocabulary import Basis, Purpose


class Applies(StrEnum):
    """When a rule applies to a policy."""

    ALWAYS = "always"
    KEEPS = "keeps"  # data outlive their purpose
    ENTRUSTS = "entrusts"  # processors work for the hospital
    GOES_ABROAD = "goes-abroad"  # a processor works abroad, or may
    PERSONALISES = "personalises"
    RESEARCH = "research"
    PROVIDES = "provides"  # a purpose is itself a provision to a third party
    ASKS_CONSENT = "asks-consent"
    TERTIARY = "tertiary"
    COLLECTS_AUTOMATICALLY = "collects-automatically"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a rule applies: the datum that brings it in. `why` is None where it always does."""

    clause: str | None
    place: Path
    why: Message | None


def cause(sight: Sight, applies: Applies, home: str = "") -> Cause | None:
    """The first datum that makes a rule of this kind apply; None if nothing does.

    `home` is the country code of the law's own country.
    """
    if applies is Applies.GOES_ABROAD:
        return _goes_abroad(sight, home)
    return _CAUSES[applies](sight)


def may_leave(processor: Processor, home: str) -> bool:
    """Whether the processor's work is done abroad, or shows a sign of it while unsettled."""
    if processor.country is None:
        return processor.overseas_sign is not None
    return processor.country != home


def _always(sight: Sight) -> Cause | None:
    return Cause(None, ("meta",), None)


def _keeps(sight: Sight) -> Cause | None:
    for n, rule in enumerate(sight.policy.retention):
        if rule.act in {RetentionAct.KEEP_THEN_DESTROY, RetentionAct.HOLD}:
            why = Message(
                f"Under {rule.id} data are kept after their purpose is met.",
                f"{rule.id}에 따라 목적을 달성한 뒤에도 정보를 보존합니다.",
            )
            return Cause(rule.id, ("retention", n), why)
    return None


def _entrusts(sight: Sight) -> Cause | None:
    policy = sight.policy
    if not policy.processors:
        return None
    terms = policy.commissioning.terms if policy.commissioning else ()
    on_subs = next((term for term in terms if "sub-processing" in (term.id, *term.covers)), None)
    count = len(policy.processors)
    return Cause(
        first_clause(on_subs, policy.commissioning) or policy.processors[0].id,
        ("commissioning",) if policy.commissioning else ("processors", 0),
        Message(
            f"Work is entrusted to processors ({count} in the table).",
            f"업무를 수탁자에게 맡깁니다(표에 {count}건).",
        ),
    )


def _goes_abroad(sight: Sight, home: str) -> Cause | None:
    found = [(n, p) for n, p in enumerate(sight.policy.processors) if may_leave(p, home)]
    if not found:
        return None
    names = ", ".join(processor.id for _, processor in found)
    return Cause(
        found[0][1].id,
        ("processors", found[0][0]),
        Message(
            f"Data may go abroad with these processors: {names}.",
            f"다음 수탁자를 통하여 정보가 국외로 갈 수 있습니다: {names}.",
        ),
    )


def _purpose(sight: Sight, meant: Callable[[Purpose], bool], why: Message) -> Cause | None:
    for n, purpose in enumerate(sight.policy.purposes):
        if meant(purpose):
            told = Message(
                f"{purpose.id} ({purpose.name.en}) {why.en}",
                f"{purpose.id}({purpose.name.ko}): {why.ko}",
            )
            return Cause(purpose.id, ("purposes", n), told)
    return None


def _personalises(sight: Sight) -> Cause | None:
    why = Message(
        "fits what people get to what is known of them.",
        "알고 있는 정보에 따라 사람마다 다르게 제공합니다.",
    )
    return _purpose(sight, lambda purpose: purpose.personalises, why)


def _research(sight: Sight) -> Cause | None:
    why = Message(
        "takes in research, statistics or archiving.", "연구, 통계 또는 기록보존을 포함합니다."
    )
    return _purpose(sight, lambda purpose: purpose.research, why)


def _provides(sight: Sight) -> Cause | None:
    why = Message("provides data to third parties.", "제3자에게 정보를 제공합니다.")
    return _purpose(sight, lambda purpose: purpose.third_party, why)


def _asks_consent(sight: Sight) -> Cause | None:
    for n, point in enumerate(sight.policy.points):
        if Basis.CONSENT in point.basis:
            why = Message(
                f"{point.id} ({point.name.en}) rests on consent.",
                f"{point.id}({point.name.ko}): 동의에 근거합니다.",
            )
            return Cause(point.id, ("points", n), why)
    return None


def _tertiary(sight: Sight) -> Cause | None:
    if not sight.policy.meta.controller.profile.tertiary_hospital:
        return None
    why = Message("The hospital is a tertiary hospital.", "상급종합병원입니다.")
    return Cause(None, ("meta", "controller", "profile"), why)


def _collects_automatically(sight: Sight) -> Cause | None:
    for n, point in enumerate(sight.policy.points):
        if any(entry.requirement is Requirement.AUTOMATIC for entry in point.entries):
            why = Message(
                f"{point.id} ({point.name.en}) collects by itself while services are used.",
                f"{point.id}({point.name.ko}): 서비스를 이용하는 동안 자동으로 수집합니다.",
            )
            return Cause(point.id, ("points", n), why)
    return None


_CAUSES: Mapping[Applies, Callable[[Sight], Cause | None]] = {
    Applies.ALWAYS: _always,
    Applies.KEEPS: _keeps,
    Applies.ENTRUSTS: _entrusts,
    Applies.PERSONALISES: _personalises,
    Applies.RESEARCH: _research,
    Applies.PROVIDES: _provides,
    Applies.ASKS_CONSENT: _asks_consent,
    Applies.TERTIARY: _tertiary,
    Applies.COLLECTS_AUTOMATICALLY: _collects_automatically,
}
