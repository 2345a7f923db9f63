"""Preserve: a statute keeps what would be destroyed (P13 to P15; PIPA 21(1), proviso).

The proviso keeps data that would otherwise have to go, so a hold lengthens and never shortens: a
day before the one that stands changes nothing, and when it is over, the unit's own day counts
again. Where that has passed, the data go on the next run (P64); where the unit's rule has no known
end yet, the rule keeps them as if nobody had (`facts.keeping`).

The days are part of what decisions rest on; a later day opens nothing more to anybody but who acts
under that law, so no look that was decided a moment ago is put in doubt.
"""

from __future__ import annotations

from uuid import UUID

from keepword.custody import recording, units
from keepword.custody.answers import Done
from keepword.custody.asking import Preserving
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Denied, Duty, Reason
from keepword.policy.decisions.citing import clauses_of, reason_citations
from keepword.policy.decisions.question import Actor
from keepword.policy.model.vocabulary import Principle
from keepword.storage.sql import statement


def preserve(work: Work, asked: Preserving) -> Done | Denied:
    """Set the day until which a statute keeps units; a later day that stands already stays.

    A day that is over keeps nothing, and takes nothing from what a rule keeps without a day.
    """
    question = recording.of_request(
        subject=asked.subject, point=asked.point, purpose=asked.purpose, statute=asked.statute
    )
    refused = _refused(work, asked)
    if refused is not None:
        work.record("preserve", asked.subject, question, recording.of_decision(refused))
        return refused
    rows = _keep(work, asked) if asked.until >= work.today else []
    body: recording.Body = {
        "outcome": "done",
        "until": asked.until.isoformat(),
        "units": len(rows),
        "citations": list(clauses_of(work.policy, Principle.DESTRUCTION)),
    }
    if asked.subject is not None:
        return Done(work.record("preserve", asked.subject, question, body), len(rows))
    people = sorted(set(rows))
    return Done(work.record_many("preserve", people, question, body), len(rows))


def _keep(work: Work, asked: Preserving) -> list[UUID]:
    """Whose units are kept for longer than until now, each as often as units are."""
    if asked.subject is not None:
        units.lock_people(work, [asked.subject])
    else:
        work.cursor.execute(
            statement("keepword.custody", "lock_people_at"), {"point": asked.point}, prepare=True
        )
    work.cursor.execute(
        statement("keepword.custody", "preserve"),
        {"point": asked.point, "subject": asked.subject, "until": asked.until},
        prepare=True,
    )
    return [row[0] for row in work.cursor.fetchall()]


def _refused(work: Work, asked: Preserving) -> Denied | None:
    """By staff with a grant for the purpose, or the house itself; and never without a law."""
    reason = None
    if not asked.statute:
        reason = Reason.STATUTE_NEEDED
    elif asked.point not in work.policy.point_index:
        reason = Reason.UNKNOWN_POINT
    elif work.acting.actor is not Actor.SYSTEM and asked.purpose not in work.acting.grants:
        reason = Reason.NO_GRANT
    if reason is None:
        return None
    return Denied(reason, reason_citations(work.policy, work.law, reason), (Duty.RECORD,))
