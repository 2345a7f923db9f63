"""Looking at a policy under the law of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from keepword.foundation.errors import Message, UnknownId
from keepword.foundation.nodes import Language
from keepword.law.model import LawPack, LawRule
from keepword.policy.check.finding import SEVERITIES, Finding, Flaw, Severity
from keepword.policy.check.house.registry import HOUSE_RULES
from keepword.policy.check.lawful.registry import LAW_TESTS
from keepword.policy.check.sight import Sight
from keepword.policy.model.policy import Policy
from keepword.policy.prose.template import ProseTemplate

_NO_PROSE: Mapping[Language, ProseTemplate] = MappingProxyType({})
_ORDER = {severity: n for n, severity in enumerate(Severity)}


def findings(
    policy: Policy,
    law: LawPack,
    on: date,
    prose: Mapping[Language, ProseTemplate] = _NO_PROSE,
) -> tuple[Finding, ...]:
    """Everything to mend in `policy` under the rules of `law` in force on the day `on`.

    The gravest come first. Overrides inside the prose are looked at only where `prose` is given.
    `UnknownId` if a law rule names a test that there is not.
    """
    sight = Sight(policy, law, on, prose)
    found = [*_by_law(sight), *_by_house(sight)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))


def _by_law(sight: Sight) -> Iterator[Finding]:
    for rule in sight.law.in_force(sight.day):
        if rule.test is None:
            continue
        if rule.test not in LAW_TESTS:
            raise UnknownId(rule.test)
        for flaw in LAW_TESTS[rule.test].flaws(sight, rule.params):
            yield _against(rule, flaw)


def _against(rule: LawRule, flaw: Flaw) -> Finding:
    return Finding(
        id=_id(rule.id, flaw),
        severity=SEVERITIES[rule.force],
        clause=flaw.clause,
        article=rule.articles[0],
        message=Message(f"{flaw.message.en} {rule.says.en}", f"{flaw.message.ko} {rule.says.ko}"),
        remedy=flaw.remedy or Message(rule.remedy.en, rule.remedy.ko),
        place=flaw.place,
    )


def _by_house(sight: Sight) -> Iterator[Finding]:
    for name, look in HOUSE_RULES.items():
        for flaw in look(sight):
            yield Finding(
                id=_id(name, flaw),
                severity=Severity.DOUBTFUL,
                clause=flaw.clause,
                article=None,
                message=flaw.message,
                remedy=flaw.remedy or _LOOK,
                place=flaw.place,
            )


_LOOK = Message("Look at it and mend the datum.", "확인하고 고치세요.")


def _id(rule: str, flaw: Flaw) -> str:
    return f"{rule}:{flaw.key}" if flaw.key else rule
