"""The policy and the law, compiled for deciding: what each collection point holds, and how.

A plan is drawn from the policy's structure alone. It knows no person and remembers no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Consent, ConsentKind
from keepword.policy.model.collection import Audience, Entry, Point, Requirement
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger
from keepword.policy.model.vocabulary import Basis, ItemClass

RRN_RULE = "rrn-only-by-law"
SENSITIVE_RULE = "sensitive-separate-consent"
HIRING_RULE = "hiring-no-irrelevant-items"
AUTHORITY_RULE = "authority-request-needs-statute"
DECIDING_RULES = (RRN_RULE, SENSITIVE_RULE, HIRING_RULE, AUTHORITY_RULE)

_SENSITIVE = frozenset({ItemClass.HEALTH, ItemClass.SENSITIVE})
_SEALED_APART = _SENSITIVE | {
    ItemClass.UNIQUE,
    ItemClass.PAYMENT,
    ItemClass.CREDENTIAL,
    ItemClass.RECORDING,
    ItemClass.FOOTAGE,
}
_NEVER_REQUIRED_IN_HIRING = frozenset({ItemClass.FAMILY, ItemClass.APPEARANCE, ItemClass.SENSITIVE})
_KEEPING = frozenset(
    {RetentionAct.KEEP_THEN_DESTROY, RetentionAct.KEEP_AT_LEAST, RetentionAct.HOLD}
)


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """One item at one point, with all that decides about it."""

    item: str
    purposes: frozenset[str]
    consent: Consent | None  # what must have been consented to; None: no consent needed
    required: bool
    role: str | None
    circumstance: str | None
    needs_law: bool  # a unique identifier where the point does not rest on law
    practitioner: bool
    credential: bool
    encrypt: bool
    kept: bool
    unalterable: bool
    rule: str | None


@dataclass(frozen=True, slots=True)
class PointPlan:
    """One collection point. `special` are the items that collecting must look at one by one.

    Sets of items that are special in some way include those that a notice could add.
    """

    id: str
    citations: tuple[str, ...]
    basis: tuple[Basis, ...]
    items: Mapping[str, ItemPlan]
    listed: frozenset[str]
    required: frozenset[str]
    special: frozenset[str]
    credentials: frozenset[str]
    encrypted: frozenset[str]
    kept: frozenset[str]
    unalterable: frozenset[str]
    purposes: frozenset[str]
    opens: Mapping[str, frozenset[str]]
    shut: Mapping[str, Mapping[str, Reason]]  # purpose: why it does not open the other items
    shut_to_others: Mapping[str, Reason]  # to a purpose that the point does not serve
    showable: frozenset[str]  # listed, and no credential
    secret: Mapping[str, Reason]  # listed credentials
    consents: frozenset[Consent]
    channels: frozenset[str]
    from_age: bool
    under_age: bool
    consent_based: bool
    service: bool
    extras: bool
    cameras: bool
    extra_rule: str | None
    extra_kept: bool
    extra_unalterable: bool

    extra_items: Mapping[str, ItemPlan]

    def extra(self, item: str) -> ItemPlan:
        """An announced short-term item: an optional entry, of its class if the policy has it."""
        known = self.extra_items.get(item)
        if known is not None:
            return known
        consent = Consent(ConsentKind.ITEM, self.id, item) if self.consent_based else None
        return ItemPlan(
            item=item,
            purposes=self.purposes,
            consent=consent,
            required=False,
            role=None,
            circumstance=None,
            needs_law=False,
            practitioner=False,
            credential=False,
            encrypt=False,
            kept=self.extra_kept,
            unalterable=self.extra_unalterable,
            rule=self.extra_rule,
        )


def plan_points(policy: Policy, in_force: frozenset[str]) -> dict[str, PointPlan]:
    """A plan for every collection point, under the law rules `in_force`."""
    return {point.id: _Planner(policy, in_force, point).plan() for point in policy.points}


class _Planner:
    def __init__(self, policy: Policy, in_force: frozenset[str], point: Point) -> None:
        self._policy = policy
        self._in_force = in_force
        self._point = point
        self._rules = {rule.id: rule for rule in policy.retention}
        self._has_law = Basis.LAW in point.basis
        self._consent_based = Basis.CONSENT in point.basis and not (
            {Basis.LAW, Basis.CONTRACT} & set(point.basis)
        )
        own = self._rules.get(point.retention or "")
        self._recruitment = own is not None and own.trigger is Trigger.RECRUITMENT_ENDED

    def plan(self) -> PointPlan:
        point = self._point
        items = {entry.item: self._entry(entry) for entry in point.entries}
        for item in point.implied:
            items[item] = self._entry(Entry(item=item, requirement=Requirement.AUTOMATIC))
        listed = frozenset(items)
        opens = _opens(items.values())
        extras = self._extras(listed)
        secret = _of(items.values(), "credential")
        plans = (*items.values(), *extras.values())
        own = self._rules.get(point.retention or "")
        return PointPlan(
            id=point.id,
            citations=(point.id, *point.clauses),
            basis=point.basis,
            items=items,
            listed=listed,
            required=_of(items.values(), "required"),
            special=frozenset(
                p.item for p in plans if p.role or p.circumstance or p.needs_law or p.practitioner
            ),
            credentials=_of(plans, "credential"),
            encrypted=_of(plans, "encrypt"),
            kept=_of(plans, "kept"),
            unalterable=_of(plans, "unalterable"),
            purposes=frozenset(point.purposes).union(*(p.purposes for p in items.values())),
            opens=opens,
            shut={purpose: _shut(items, opened) for purpose, opened in opens.items()},
            shut_to_others=_shut(items, frozenset()),
            showable=listed - secret,
            secret=dict.fromkeys(sorted(secret), Reason.CREDENTIAL_NEVER_SHOWN),
            consents=frozenset(p.consent for p in items.values() if p.consent),
            channels=frozenset(point.channels),
            from_age=point.audience is Audience.FROM_AGE,
            under_age=point.audience is Audience.UNDER_AGE,
            consent_based=self._consent_based,
            service=point.service is not None,
            extras=point.extra_items_by_notice,
            cameras=Basis.CAMERAS in point.basis,
            extra_rule=own.id if own else None,
            extra_kept=_keeps(own),
            extra_unalterable=_unalterable(own),
            extra_items=extras,
        )

    def _extras(self, listed: frozenset[str]) -> dict[str, ItemPlan]:
        """Items of the policy that a notice could add here."""
        if not self._point.extra_items_by_notice:
            return {}
        return {
            item.id: self._entry(Entry(item=item.id, requirement=Requirement.OPTIONAL))
            for item in self._policy.items
            if item.id not in listed
        }

    def _entry(self, entry: Entry) -> ItemPlan:
        kind = self._policy.item_index[entry.item].kind
        rule = self._rules.get(entry.retention or self._point.retention or "")
        needs_law = kind is ItemClass.UNIQUE and not self._has_law and RRN_RULE in self._in_force
        return ItemPlan(
            item=entry.item,
            purposes=frozenset(self._point.purposes_of(entry)),
            consent=self._consent(entry, kind),
            required=self._required(entry, kind),
            role=self._role(entry),
            circumstance=entry.only_when,
            needs_law=needs_law,
            practitioner=entry.practitioner,
            credential=kind is ItemClass.CREDENTIAL,
            encrypt=kind in _SEALED_APART,
            kept=_keeps(rule),
            unalterable=_unalterable(rule),
            rule=rule.id if rule else None,
        )

    def _consent(self, entry: Entry, kind: ItemClass) -> Consent | None:
        if not self._consent_based:
            return None
        if kind in _SENSITIVE:
            return Consent(ConsentKind.SENSITIVE, self._point.id, entry.item)
        if entry.requirement is Requirement.OPTIONAL:
            return Consent(ConsentKind.ITEM, self._point.id, entry.item)
        return Consent(ConsentKind.COLLECT, self._point.id)

    def _required(self, entry: Entry, kind: ItemClass) -> bool:
        labelled = entry.requirement is Requirement.REQUIRED
        unlabelled = entry.requirement is Requirement.UNLABELLED and not entry.practitioner
        if not (labelled or unlabelled):
            return False
        if self._consent_based and kind in _SENSITIVE and SENSITIVE_RULE in self._in_force:
            return False
        hiring = self._recruitment and HIRING_RULE in self._in_force
        return not (hiring and kind in _NEVER_REQUIRED_IN_HIRING)

    def _role(self, entry: Entry) -> str | None:
        if entry.condition is None:
            return None
        return next(c.role for c in self._policy.conditions if c.id == entry.condition)


def _of(plans: Iterable[ItemPlan], flag: str) -> frozenset[str]:
    return frozenset(plan.item for plan in plans if getattr(plan, flag))


def _opens(plans: Iterable[ItemPlan]) -> dict[str, frozenset[str]]:
    """Purpose to the items it opens; credentials open for none."""
    opens: dict[str, set[str]] = {}
    for plan in plans:
        for purpose in plan.purposes:
            opens.setdefault(purpose, set())
            if not plan.credential:
                opens[purpose].add(plan.item)
    return {purpose: frozenset(items) for purpose, items in opens.items()}


def _shut(items: Mapping[str, ItemPlan], opened: frozenset[str]) -> dict[str, Reason]:
    """Why the listed items that are not `opened` stay shut."""
    return {
        name: Reason.CREDENTIAL_NEVER_SHOWN if plan.credential else Reason.PURPOSE_DOES_NOT_OPEN
        for name, plan in sorted(items.items())
        if name not in opened
    }


def _keeps(rule: RetentionRule | None) -> bool:
    return rule is not None and rule.act in _KEEPING


def _unalterable(rule: RetentionRule | None) -> bool:
    return rule is not None and rule.act is RetentionAct.KEEP_AT_LEAST
