"""Which of the asked items open, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping

from keepword.policy.decisions.answer import NOTHING_WITHHELD, Reason
from keepword.policy.decisions.case import Case

Withheld = Mapping[str, Reason]
_NONE: frozenset[str] = frozenset()


def open_for_purpose(case: Case) -> tuple[frozenset[str], Withheld]:
    """Items that the purpose opens and whose consent counts (use 9)."""
    plan = case.plan
    purpose = case.request.purpose or ""
    opened, wanted = plan.opens.get(purpose, _NONE), case.request.items
    withheld: Withheld = plan.shut.get(purpose, plan.shut_to_others)
    if wanted:
        opened &= wanted
        withheld = {}
        if len(opened) != len(wanted):
            withheld = _shut(case, wanted - opened)
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
    plan, wanted = case.plan, case.request.items
    if not wanted:
        return plan.showable, plan.secret
    if wanted <= plan.showable:
        return wanted, NOTHING_WITHHELD
    withheld = dict.fromkeys(sorted(wanted & plan.credentials), Reason.CREDENTIAL_NEVER_SHOWN)
    withheld |= dict.fromkeys(sorted(case.unlisted(wanted)), Reason.ITEM_NOT_LISTED)
    return wanted.difference(withheld), withheld


def _shut(case: Case, closed: frozenset[str]) -> dict[str, Reason]:
    """Why the purpose does not open these items; an announced one that it opens is left out."""
    shut = case.plan.shut.get(case.request.purpose or "", case.plan.shut_to_others)
    causes: dict[str, Reason] = {}
    for name in sorted(closed):
        cause = shut.get(name) or _shut_extra(case, name)
        if cause is not None:
            causes[name] = cause
    return causes


def _shut_extra(case: Case, name: str) -> Reason | None:
    if not case.is_extra(name):
        return Reason.ITEM_NOT_LISTED
    extra = case.plan.extra(name)
    if extra.credential:
        return Reason.CREDENTIAL_NEVER_SHOWN
    return None if case.request.purpose in extra.purposes else Reason.PURPOSE_DOES_NOT_OPEN


def _consented(
    case: Case, opened: frozenset[str], withheld: Withheld
) -> tuple[frozenset[str], Withheld]:
    lacking = without_consent(case, opened)
    if not lacking:
        return opened, withheld
    return opened - lacking, {**withheld, **dict.fromkeys(sorted(lacking), case.lack())}


def without_consent(case: Case, items: frozenset[str]) -> frozenset[str]:
    """Those of `items` whose consent is missing."""
    plan = case.plan
    missing = plan.consents - case.consents
    if not missing and items <= plan.listed:
        return _NONE
    plans, consents = plan.items, case.consents
    lacking = []
    for name in items:
        item = plans.get(name)
        if item is None:
            extra = plan.extra(name)
            if extra.consent is not None and extra.consent not in consents:
                lacking.append(name)
        elif item.consent is not None and item.consent in missing:
            lacking.append(name)
    return frozenset(lacking)
