"""The words of docs/decisions.md ("Words used below"), each as a plain function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from keepword.policy.model.collection import Entry, Point, Requirement
from keepword.policy.model.parties import Processor
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger
from keepword.policy.model.vocabulary import Basis, ItemClass, Purpose

SENSITIVE = {ItemClass.HEALTH, ItemClass.SENSITIVE}
KEEPING = {RetentionAct.KEEP_THEN_DESTROY, RetentionAct.KEEP_AT_LEAST, RetentionAct.HOLD}
OWN_ACTORS = {Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE}
FOR_A_PURPOSE = {Act.USE, Act.EXPORT, Act.ENTRUST, Act.PROVIDE}
BY_RIGHT = {Act.CORRECT, Act.ERASE, Act.EXPORT}


@dataclass(frozen=True)
class Question:
    """Everything a decision may look at, in one place."""

    policy: Policy
    law: LawPack
    request: Request
    facts: Facts
    today: date

    @property
    def point(self) -> Point:
        """The collection point meant; the caller has made sure that there is one."""
        return next(p for p in self.policy.points if p.id == self.request.point)

    @property
    def emergency(self) -> bool:
        """Whether the flag opens anything: only for staff, and not to entrust."""
        acts = {Act.USE, Act.EXPORT, Act.PROVIDE}
        staff = self.request.actor is Actor.STAFF
        return self.request.emergency and staff and self.request.act in acts


def day_in_korea(now: datetime) -> date:
    """The civil day of `now` in Korea, which is nine hours ahead of UTC all year."""
    return now.astimezone(timezone(timedelta(hours=9))).date()


def birthday(born: date, age: int) -> date:
    """The day a person reaches `age`; of 29 February it is 1 March where the day is missing."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def child(q: Question) -> bool:
    """Under the age of the children's chapter; the birthday itself is no longer childhood."""
    if q.policy.children is None or q.facts.born is None:
        return False
    return q.today < birthday(q.facts.born, q.policy.children.age)


def guardian_is_missing(q: Question) -> bool:
    """A child whose legal representative is not verified: no consent counts (P38)."""
    return child(q) and not q.facts.guardian_verified


def counts(q: Question, consent: Consent) -> bool:
    """Whether `consent` is in force and counts (P38, P68)."""
    return consent in q.facts.consents and not guardian_is_missing(q)


def consent_based(point: Point) -> bool:
    """Whether a point rests on nothing but consent."""
    return Basis.CONSENT in point.basis and not {Basis.LAW, Basis.CONTRACT} & set(point.basis)


def entry_of(point: Point, item: str) -> Entry | None:
    """The entry of `item` at `point`, if it has one."""
    return next((entry for entry in point.entries if entry.item == item), None)


def extra(q: Question, item: str) -> bool:
    """A short-term item by separate prior notice (P58, P60)."""
    if item in q.point.items() or not q.point.extra_items_by_notice:
        return False
    return (q.point.id, item) in q.facts.announced


def listed(q: Question, item: str) -> bool:
    """An entry of the point, implied there, or announced (P43, P58, P60)."""
    return item in q.point.items() or extra(q, item)


def kind(q: Question, item: str) -> ItemClass:
    """The class of an item; an item the policy has no word for is ordinary."""
    known = next((i for i in q.policy.items if i.id == item), None)
    return known.kind if known else ItemClass.ORDINARY


def purposes_of(q: Question, item: str) -> set[str]:
    """The purposes that open an item: the entry's own, else the point's."""
    entry = entry_of(q.point, item)
    return set((entry.purposes if entry else ()) or q.point.purposes)


def rule_of(q: Question, item: str) -> RetentionRule | None:
    """The retention rule of an item: the entry's, else the point's, else none."""
    entry = entry_of(q.point, item)
    wanted = (entry.retention if entry else None) or q.point.retention
    return next((rule for rule in q.policy.retention if rule.id == wanted), None)


def still_held(q: Question) -> bool:
    """A statute has the data kept, and its last day is not past (P15)."""
    return q.facts.held_until is not None and q.facts.held_until >= q.today


def held(q: Question, item: str) -> bool:
    """Whether an item may not be erased (P13, P14, P15, P87)."""
    if q.facts.held_until is not None:
        return still_held(q)
    rule = rule_of(q, item)
    return rule is not None and rule.act in KEEPING and not expired(q)


def expired(q: Question) -> bool:
    """Whether the day of destruction has come (P7, P64)."""
    return q.facts.due is not None and q.facts.due <= q.today


def in_force(q: Question, rule: str) -> bool:
    """Whether a law rule acts today."""
    return any(r.id == rule and r.in_force(q.today) for r in q.law.rules)


def eligibility(q: Question) -> bool:
    """Insurance or check-up eligibility must be confirmed (law rule `rrn-only-by-law`)."""
    return "insurance-eligibility" in q.facts.circumstances


def has_role(q: Question, entry: Entry) -> bool:
    """Whether the entry applies to the person: "applicable only to ..." (P47)."""
    if entry.condition is None:
        return True
    condition = next(c for c in q.policy.conditions if c.id == entry.condition)
    return condition.role in q.facts.roles


def recruitment(q: Question) -> bool:
    """Whether the point takes job applications: its clock starts when a recruitment ends."""
    rule = next((r for r in q.policy.retention if r.id == q.point.retention), None)
    return rule is not None and rule.trigger is Trigger.RECRUITMENT_ENDED


def consent_for(q: Question, item: str) -> Consent:
    """The consent that an item needs at a consent-based point (P44, PIPA 23)."""
    entry = entry_of(q.point, item)
    if kind(q, item) in SENSITIVE:
        return Consent(ConsentKind.SENSITIVE, q.point.id, item)
    if extra(q, item) or (entry and entry.requirement is Requirement.OPTIONAL):
        return Consent(ConsentKind.ITEM, q.point.id, item)
    return Consent(ConsentKind.COLLECT, q.point.id)


def without_consent(q: Question, items: set[str]) -> set[str]:
    """The items of a consent-based point whose consent does not count."""
    if not consent_based(q.point):
        return set()
    return {item for item in items if not counts(q, consent_for(q, item))}


def consent_missing(q: Question) -> Reason:
    """How the lack of an item's consent is named (P38)."""
    return Reason.GUARDIAN_CONSENT_NEEDED if guardian_is_missing(q) else Reason.CONSENT_NEEDED


def purpose_of(q: Question) -> Purpose | None:
    """The purpose named, if the policy has it (P5)."""
    return next((p for p in q.policy.purposes if p.id == q.request.purpose), None)


def processor_of(q: Question) -> Processor | None:
    """The row of the table that the recipient is (P26)."""
    return next((p for p in q.policy.processors if p.id == q.request.recipient), None)


def by_right(q: Question) -> bool:
    """Whether somebody claims a right (chapter 5), rather than the hospital acting itself."""
    return q.request.act in BY_RIGHT and q.request.actor in OWN_ACTORS
