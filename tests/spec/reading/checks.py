"""The first check that fails gives the answer; and checks that several acts share."""

from __future__ import annotations

from collections.abc import Iterable

from keepword.policy.decisions.answer import Reason
from keepword.policy.model.vocabulary import ItemClass
from tests.spec import words as w
from tests.spec.words import Question

Withheld = dict[str, Reason]
# What may be done, and what is left out of it.
Outcome = tuple[set[str], Withheld]


class Refused(Exception):
    """The first check that fails gives the answer."""

    def __init__(self, reason: Reason, items: Iterable[str], withheld: Withheld) -> None:
        super().__init__(reason)
        self.reason = reason
        self.items = frozenset(items)
        self.withheld = withheld


def check(holds: bool, otherwise: Reason) -> None:
    """Go on if the condition holds; else the answer is `otherwise`."""
    if not holds:
        raise Refused(otherwise, (), {})


def check_items(offending: Iterable[str], reason: Reason) -> None:
    """Go on if no item offends; else the answer is `reason` with these items."""
    items = set(offending)
    if items:
        raise Refused(reason, items, {})


def not_ended(q: Question, *, by_law: bool) -> None:
    """7. After the end only what a statute has kept, and only by law (P7, P15, PIPA 21(3))."""
    check(not w.expired(q) or w.still_held(q), Reason.RETENTION_ENDED)
    check(not w.expired(q) or by_law, Reason.KEPT_BY_LAW_ONLY)


def published_under_contract(q: Question) -> None:
    check(w.processor_of(q) is not None, Reason.PROCESSOR_NOT_PUBLISHED)  # (P26)
    check(q.request.recipient in q.facts.contracts, Reason.NO_ACTIVE_CONTRACT)  # (P20 to P24)


def within_contract(q: Question, *, purpose_too: bool) -> None:
    processor = w.processor_of(q)
    assert processor is not None
    purpose = q.request.purpose in processor.purposes or not purpose_too
    check(purpose and q.point.id in processor.points, Reason.BEYOND_CONTRACT)  # (P20)


def granted(q: Question) -> bool:
    return q.request.purpose in q.facts.grants


# -- items


def asked_for(q: Question) -> set[str]:
    return set(q.request.items) or set(q.point.items())


def unlisted(q: Question) -> Withheld:
    return {i: Reason.ITEM_NOT_LISTED for i in asked_for(q) if not w.listed(q, i)}


def passwords(q: Question) -> Withheld:
    """Known only to the user (P81)."""
    secret = {i for i in asked_for(q) if w.kind(q, i) is ItemClass.CREDENTIAL}
    return dict.fromkeys(secret, Reason.CREDENTIAL_NEVER_SHOWN)


def rest(asked: set[str], withheld: Withheld) -> Outcome:
    """What is left; if that is nothing, the common cause refuses."""
    left = asked - set(withheld)
    if not left:
        causes = set(withheld.values())
        raise Refused(causes.pop() if len(causes) == 1 else Reason.NOTHING_OPENS, asked, withheld)
    return left, withheld
