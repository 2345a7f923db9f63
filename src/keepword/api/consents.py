"""The consents of a visit as the policy knows them: each belongs to the point or to a purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keepword.api.bodies import CollectionCall, GivenConsent
from keepword.api.errors import FieldsRefused
from keepword.foundation.errors import Fault, Message
from keepword.policy.decisions.question import Consent, ConsentKind
from keepword.policy.model.policy import Policy

_OF_THE_POINT = (ConsentKind.COLLECT, ConsentKind.ITEM, ConsentKind.SENSITIVE)
_OF_AN_ITEM = (ConsentKind.ITEM, ConsentKind.SENSITIVE)


def given(policy: Policy, point: str, call: CollectionCall) -> frozenset[Consent]:
    """The consents that a visit to `point` brings.

    Raises:
        FieldsRefused: a consent that the policy has no place for, or none of whose notice is known
            (PIPA 15(2), 22: a consent is to what the person was told).
    """
    faults = list(_faults(policy, point, call.consents))
    if call.consents and call.notice is None:
        faults.append(_NOTICE_MISSING)
    if faults:
        raise FieldsRefused(tuple(faults))
    return frozenset(_consent(consent, point) for consent in call.consents)


def _consent(consent: GivenConsent, point: str) -> Consent:
    return Consent(consent.kind, consent.scope or point, consent.item or "")


def _faults(policy: Policy, point: str, consents: Iterable[GivenConsent]) -> Iterator[Fault]:
    known = policy.point_index.get(point)
    items = frozenset(known.items()) if known else frozenset()
    for number, consent in enumerate(consents):
        scope, item = consent.scope or point, consent.item or ""
        place = f"consents.{number}"
        if not _scope_fits(policy, point, consent.kind, scope):
            yield _misfit(f"{place}.scope")
        if not _item_fits(policy, consent.kind, items, item):
            yield _misfit(f"{place}.item")


def _scope_fits(policy: Policy, point: str, kind: ConsentKind, scope: str) -> bool:
    if kind in _OF_THE_POINT:
        return scope == point
    if kind is ConsentKind.PURPOSE:
        return scope in policy.purpose_index
    if kind is ConsentKind.OUTSIDE:
        return scope not in policy.purpose_index and scope != point
    return scope != point  # a recipient: whom data are provided to needs no place in the policy


def _item_fits(policy: Policy, kind: ConsentKind, items: frozenset[str], item: str) -> bool:
    if kind in _OF_AN_ITEM:
        return item in items
    if kind is ConsentKind.PROVIDE:
        return bool(item)  # the purpose of the provision
    return not item


def _misfit(place: str) -> Fault:
    return Fault(
        place,
        0,
        "no-such-consent-here",
        Message(
            "The policy knows no such consent here.", "방침에 따라 여기서 받을 수 없는 동의입니다."
        ),
        Message(
            "Name the visited point or one of its items, a purpose, or a recipient with a purpose.",
            "해당 수집 지점이나 그 항목, 목적, 또는 제공받는 자와 목적을 적으세요.",
        ),
    )


_NOTICE_MISSING = Fault(
    "notice",
    0,
    "missing-field",
    Message("'notice' is missing.", "필요한 항목이 없습니다: 'notice'."),
    Message(
        "Add the SHA-256 of the notice that the person saw above the consents.",
        "동의할 때 보여 준 고지문의 SHA-256 값을 더하세요.",
    ),
)
