"""Suspend: processing for a purpose stops, and goes on again, as the person wishes (PIPA 37)."""

from __future__ import annotations

from keepword.custody import recording, units
from keepword.custody.answers import Done
from keepword.custody.asking import Suspending
from keepword.custody.errors import NoSuchPerson
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Denied, Duty, Reason
from keepword.policy.decisions.citing import reason_citations

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
    """From the commit on the purpose opens nothing of this person's; doing it twice is once.

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
    if asked.resume:
        work.cursor.execute(_RESUME, (asked.subject, asked.purpose), prepare=True)
    else:
        work.cursor.execute(_SUSPEND, (asked.subject, asked.purpose, work.now), prepare=True)
    count = work.cursor.rowcount
    entry = work.record(act, asked.subject, question, {"outcome": "done", "changed": count})
    return Done(entry, count)


def _refused(work: Work, asked: Suspending) -> Denied | None:
    reason = None
    if all(purpose.id != asked.purpose for purpose in work.policy.purposes):
        reason = Reason.OUTSIDE_POLICY
    elif not work.acting.identity_verified:
        reason = Reason.IDENTITY_NEEDED
    if reason is None:
        return None
    cites = reason_citations(work.policy, work.law, reason)
    return Denied(reason, cites, (Duty.RECORD, Duty.EXPLAIN_REFUSAL))
