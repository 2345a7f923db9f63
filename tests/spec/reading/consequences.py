"""What an answer rests on, and what must be done along with it."""

from __future__ import annotations

from keepword.policy.decisions.answer import Duty, Reason
from keepword.policy.decisions.question import Act, Actor
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.vocabulary import Basis, ItemClass, Need
from tests.spec import words as w
from tests.spec.reading.checks import Withheld
from tests.spec.words import Question


def basis_of(q: Question) -> tuple[Basis, ...]:
    """The lawful grounds of an act that is allowed; rights, and corrections, rest on law."""
    act, purpose = q.request.act, w.purpose_of(q)
    if act is Act.COLLECT:
        numbers = any(w.kind(q, item) is ItemClass.UNIQUE for item in q.request.items)
        by_rule = w.in_force(q, "rrn-only-by-law") and Basis.LAW not in q.point.basis
        return q.point.basis + ((Basis.LAW,) if numbers and by_rule and w.eligibility(q) else ())
    if act in {Act.CORRECT, Act.ERASE} or w.by_right(q):
        return (Basis.LAW,)
    if q.request.actor in w.OWN_ACTORS:
        return (Basis.CONTRACT,)
    if q.emergency:
        return (Basis.VITAL,)
    if act is Act.PROVIDE:
        return (Basis.CONSENT if q.request.ground is GroundKind.CONSENT else Basis.LAW,)
    return purpose.basis if purpose else (Basis.CONSENT,)


ENCRYPTED = w.SENSITIVE | {
    ItemClass.UNIQUE,
    ItemClass.PAYMENT,
    ItemClass.CREDENTIAL,
    ItemClass.RECORDING,
    ItemClass.FOOTAGE,
}


def duties_of(q: Question, items: set[str], withheld: Withheld) -> tuple[Duty, ...]:
    """What goes with an act that is allowed: the chapter "Duties"."""
    own_initiative = q.request.actor is Actor.STAFF or q.request.act is Act.CORRECT
    own_initiative = own_initiative and not w.by_right(q)
    duties = {Duty.RECORD}
    if q.request.act is Act.COLLECT:
        duties |= {Duty.INFORM}  # (P2, PIPA 15(2))
        duties |= {Duty.RECEIPT} if w.consent_based(q.point) else set()
        encrypted = any(w.kind(q, item) in ENCRYPTED for item in items)  # (P81, P82)
        duties |= {Duty.ENCRYPT} if encrypted else set()
    if q.request.act is Act.PROVIDE:
        duties |= {Duty.RECORD_PROVISION, Duty.LIMIT_RECIPIENT}  # (P103, PIPA 18(5))
    if q.request.act is Act.ENTRUST:
        duties |= {Duty.SUPERVISE} | _transfer(q)  # (P24)
    if q.request.act is Act.CORRECT:
        duties |= {Duty.BEFORE_AND_AFTER}  # (P31)
        duties |= {Duty.TELL_PERSON} if own_initiative else set()  # (P32)
    if q.request.act is Act.ERASE:
        duties |= {Duty.CERTIFICATE}  # (P7, P8)
    if w.by_right(q):
        duties |= {Duty.ANSWER_IN_TIME}  # (P27, P30)
        duties |= {Duty.EXPLAIN_REFUSAL} if withheld else set()  # (P36)
    return tuple(duties | _emergency_duties(q) | _reason_duties(q))


def _transfer(q: Question) -> set[Duty]:
    processor = w.processor_of(q)
    unsettled = processor and processor.overseas_sign and not processor.country
    return {Duty.SETTLE_TRANSFER} if unsettled else set()


def _emergency_duties(q: Question) -> set[Duty]:
    return {Duty.REVIEW, Duty.TELL_PERSON} if q.emergency else set()


def _reason_duties(q: Question) -> set[Duty]:
    purpose = w.purpose_of(q)
    open_ended = purpose is not None and Need.REASON in purpose.needs
    for_purpose = q.request.act in w.FOR_A_PURPOSE and open_ended
    finding = q.request.act is Act.CORRECT or (
        q.request.act is Act.ERASE and q.request.actor is Actor.STAFF
    )
    needed = for_purpose or finding or q.emergency or q.request.act is Act.EXPORT
    return {Duty.KEEP_REASON} if needed and q.request.actor not in w.OWN_ACTORS else set()


def duties_of_refusal(q: Question, reason: Reason) -> tuple[Duty, ...]:
    """A refused request of people is answered in time all the same, and explained or registered."""
    if not w.by_right(q):
        return (Duty.RECORD,)
    register = reason in {Reason.WAY_NOT_OFFERED, Reason.NOTICE_ONLY}  # (PIPA 38(4))
    told = Duty.REGISTER_REQUEST if register else Duty.EXPLAIN_REFUSAL  # (P36)
    return (Duty.RECORD, Duty.ANSWER_IN_TIME, told)  # (P27)
