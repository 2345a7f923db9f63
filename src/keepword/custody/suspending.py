"""Suspend: processing for a purpose stops, and goes on again, as the person wishes (PIPA 37).

What rests on a law goes on, and so does what a contract with the person needs: a law's duty is no
matter of wishes (PIPA 37(2)1), and a contract is ended, not suspended (37(2)4). Whoever wants that
leaves, or has the visit erased. Such a wish is refused with its ground (37(4)).

The newest word stands in the key store too, which a restored backup obeys.
"""

from __future__ import annotations

from keepword.custody import recording, units
from keepword.custody.answers import Done
from keepword.custody.asking import Suspending
from keepword.custody.errors import NoSuchPerson
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Denied, Duty, Reason
from keepword.policy.decisions.citing import articles_of, once, reason_citations
from keepword.policy.model.vocabulary import Basis
from keepword.storage.sql import statement

_GOES_ON = (Basis.LAW, Basis.CONTRACT)
_SUSPEND = (
    "INSERT INTO custody.suspension (subject, purpose, since) VALUES (%s, %s, %s) "
    "ON CONFLICT DO NOTHING"
)
_RESUME = "DELETE FROM custody.suspension WHERE subject = %s AND purpose = %s"
_THERE = (  # locked before anything of theirs changes, as every change of a person begins
    "SELECT FROM vault.subject s WHERE s.subject = %(subject)s AND (s.ended_at IS NULL "
    "OR EXISTS (SELECT FROM vault.record r WHERE r.subject = s.subject)) FOR UPDATE"
)


def suspend(work: Work, asked: Suspending) -> Done | Denied:
    """From the commit on the purpose opens nothing of this person's; doing it twice is once. Taking
    it up again is never refused for its ground.

    Raises:
        NoSuchPerson: unknown, or gone.
    """
    refused = _refused(work, asked)
    question = recording.of_request(
        subject=asked.subject, purpose=asked.purpose, channel=asked.channel
    )
    act = "resume" if asked.resume else "suspend"
    if refused is not None:
        work.record(act, asked.subject, question, recording.of_decision(refused))
        return refused
    work.cursor.execute(_THERE, {"subject": asked.subject}, prepare=True)
    if work.cursor.fetchone() is None:
        raise NoSuchPerson
    units.moved(work, asked.subject)
    count = _say(work, asked)
    entry = work.record(act, asked.subject, question, {"outcome": "done", "changed": count})
    return Done(entry, count)


def _say(work: Work, asked: Suspending) -> int:
    """Note it down; whether it changes anything."""
    if asked.resume:
        work.cursor.execute(_RESUME, (asked.subject, asked.purpose), prepare=True)
    else:
        work.cursor.execute(_SUSPEND, (asked.subject, asked.purpose, work.now), prepare=True)
    count = work.cursor.rowcount
    if count:
        said = {"subject": asked.subject, "purpose": asked.purpose, "stands": not asked.resume}
        work.cursor.execute(
            statement("keepword.custody", "say_suspension"), said | {"now": work.now}
        )
    return count


def _refused(work: Work, asked: Suspending) -> Denied | None:
    purpose = next((p for p in work.policy.purposes if p.id == asked.purpose), None)
    if purpose is None:
        return _denied(work, Reason.OUTSIDE_POLICY)
    if not work.acting.identity_verified:
        return _denied(work, Reason.IDENTITY_NEEDED)
    going_on = [basis for basis in _GOES_ON if basis in purpose.basis]
    if going_on and not asked.resume:
        articles = articles_of(work.law, Reason.SUSPENDED, *going_on)
        return _denied(work, Reason.RIGHT_NOT_OFFERED, purpose.id, *purpose.clauses, *articles)
    return None


def _denied(work: Work, reason: Reason, *cites: str) -> Denied:
    citations = once((*reason_citations(work.policy, work.law, reason), *cites))
    return Denied(reason, citations, (Duty.RECORD, Duty.EXPLAIN_REFUSAL))
