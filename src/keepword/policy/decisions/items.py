"""Which of the asked items open, and why the others do not."""

from __future__ import annotations

from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.case import Case

Withheld = dict[str, Reason]
_NONE: frozenset[str] = frozenset()


def open_for_purpose(case: Case) -> tuple[frozenset[str], Withheld]:
    """Items that the purpose opens and whose consent counts (use 9)."""
    plan, request = case.plan, case.request
    wanted = request.items or plan.listed
    opened = wanted & plan.opens.get(request.purpose or "", _NONE)
    withheld: Withheld = {}
    if len(opened) != len(wanted):
        for name in sorted(wanted - opened):
            cause = _shut(case, name)
            if cause is not None:
                withheld[name] = cause
        opened = wanted.difference(withheld)
    if plan.consent_based:
        return _consented(case, opened, withheld)
    return opened, withheld


def open_by_consent(case: Case) -> tuple[frozenset[str], Withheld]:
    """Every listed item whose consent counts, whatever the purpose (use 4)."""
    opened, withheld = open_listed(case)
    if case.plan.consent_based:
        return _consented(case, opened, withheld)
    return opened, withheld


def open_listed(case: Case) -> tuple[frozenset[str], Withheld]:
    """Every listed item but credentials."""
    plan = case.plan
    wanted = case.request.items or plan.listed
    withheld: Withheld = {}
    for name in sorted(wanted & plan.credentials):
        withheld[name] = Reason.CREDENTIAL_NEVER_SHOWN
    for name in sorted(case.unlisted(wanted)):
        withheld[name] = Reason.ITEM_NOT_LISTED
    return wanted.difference(withheld), withheld


def _shut(case: Case, name: str) -> Reason | None:
    """Why the purpose does not open `name`; None for an announced item that it opens."""
    item = case.item(name)
    if item is None:
        return Reason.ITEM_NOT_LISTED
    if item.credential:
        return Reason.CREDENTIAL_NEVER_SHOWN
    if case.request.purpose in item.purposes:
        return None
    return Reason.PURPOSE_DOES_NOT_OPEN


def _consented(
    case: Case, opened: frozenset[str], withheld: Withheld
) -> tuple[frozenset[str], Withheld]:
    lacking = without_consent(case, opened)
    if lacking:
        cause = case.lack()
        for name in sorted(lacking):
            withheld[name] = cause
        opened = opened - lacking
    return opened, withheld


def without_consent(case: Case, items: frozenset[str]) -> frozenset[str]:
    """Those of `items` whose consent is missing."""
    plans, consents = case.plan.items, case.consents
    lacking = []
    for name in items:
        plan = plans.get(name) or case.plan.extra(name)
        if plan.consent is not None and plan.consent not in consents:
            lacking.append(name)
    return frozenset(lacking)
