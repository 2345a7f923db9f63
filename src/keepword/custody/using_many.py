"""Use, many at once: what a purpose opens of a point, or of one person there (P5, P16; PIPA 15).

A report, a mailing, a hand-over list. Each record is decided for itself: who objected, whose period
is over, whose consent is missing is left out, and the entry counts why. It is one entry for all
(`ledger.bulk`), in which each of these people finds themselves and nobody else.

One statement reads the situations and the sealed values as one snapshot; the entry is written in
the same transaction, and the values leave after its commit. A person sees their own data and never
everybody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from keepword.custody import recording
from keepword.custody.answers import OpenedMany, Seen
from keepword.custody.asking import UsingMany
from keepword.custody.errors import MovedMeanwhile
from keepword.custody.using import TRIES
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty, Reason
from keepword.policy.decisions.citing import once, reason_citations
from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from keepword.storage.sql import statement
from keepword.vault.errors import ErasedError
from keepword.vault.opening import Sealed

_CONSENT = (
    Reason.CONSENT_NEEDED,
    Reason.PURPOSE_CONSENT_NEEDED,
    Reason.OUTSIDE_POLICY,
)
_ABOUT_ONE = (Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE)
"""Who looks at one person's data: decisions take them for that person, or for one who speaks for
them, and here there would be nobody whom they are."""


class Row(NamedTuple):
    """A row of `read_many.sql`."""

    subject: bytes
    record: bytes
    item: str
    unit: bytes
    generation: int
    sealed: bytes
    due: date | None
    held_until: date | None
    suspended: bool
    consents: tuple[str, ...]

    @property
    def situation(self) -> tuple[object, ...]:
        """All that a decision rests on: equal situations have equal answers."""
        return self[6:]


def use_many(work: Work, asked: UsingMany) -> OpenedMany | Denied:
    """Open what the purpose opens; refused as a whole only where it opens nothing of anybody's.

    Raises:
        MovedMeanwhile: people's data kept being erased while they were read.
    """
    if asked.subject is None and work.acting.actor in _ABOUT_ONE:
        return _not_everybody(work, asked)
    request = _request(work, asked)
    blank = work.decide(request, _facts(work))
    for _ in range(TRIES):
        rows = _read(work, asked, consents=_rests_on_consent(blank))
        opening, withheld, answers = _judged(work, asked, request, rows)
        try:
            values = work.vault.open_many([Sealed._make(row[:6]) for row in opening])
        except ErasedError:  # since the rows were read: they are read again without it
            continue
        decision = _as_a_whole(blank, answers, {row.item for row in opening})
        entry = _record(work, asked, decision, opening, withheld)
        if isinstance(decision, Denied):
            return decision
        seen = [
            Seen(row.subject, row.record, row.item, value)
            for row, value in zip(opening, values, strict=True)
        ]
        return OpenedMany(entry, decision, work.recorded, seen, dict(withheld))
    raise MovedMeanwhile


def _judged(
    work: Work, asked: UsingMany, request: Request, rows: list[Row]
) -> tuple[list[Row], Counter[str], list[Decision]]:
    """The rows that open, how many others for which reason do not, and the decisions."""
    answers: dict[tuple[object, ...], Decision] = {}
    opening: list[Row] = []
    withheld: Counter[str] = Counter()
    for row in rows:
        answer = answers.get(row.situation)
        if answer is None:
            answer = answers[row.situation] = work.decide(request, _facts_of(work, asked, row))
        reason = _why_not(answer, row.item)
        if reason is None:
            opening.append(row)
        else:
            withheld[reason.value] += 1
    return opening, withheld, list(answers.values())


def _read(work: Work, asked: UsingMany, *, consents: bool) -> list[Row]:
    cur = work.cursor
    everybody = asked.subject is None and asked.record is None  # nobody's record is not everybody's
    name = "read_many" if everybody else "read_many_of_one"
    cur.execute(
        statement("keepword.custody", name),
        {
            "point": asked.point,
            "subject": asked.subject,
            "record": asked.record,
            "items": sorted(asked.items or _listed(work, asked.point)),
            "purpose": asked.purpose or "",
            "scopes": [asked.point, asked.purpose or ""] if consents else [],
        },
        prepare=True,
        binary=True,
    )
    return [
        Row(s, r, i, u, g, v, d, h, p, tuple(c) if c else ())
        for s, r, i, u, g, v, d, h, p, c in cur.fetchall()
    ]


def _listed(work: Work, point: str) -> tuple[str, ...]:
    known = work.policy.point_index.get(point)
    return (*(entry.item for entry in known.entries), *known.implied) if known else ()


def _request(work: Work, asked: UsingMany) -> Request:
    return Request(
        act=Act.USE,
        actor=work.acting.actor,
        point=asked.point,
        items=asked.items,
        purpose=asked.purpose,
        reason=bool(asked.reason),
        statute=asked.statute,
    )


def _facts(work: Work) -> Facts:
    """What is so of somebody of whom nothing is known."""
    return Facts(grants=work.acting.grants, identity_verified=work.acting.identity_verified)


def _facts_of(work: Work, asked: UsingMany, row: Row) -> Facts:
    return replace(
        _facts(work),
        consents=frozenset(_consent(text) for text in row.consents),
        suspended=frozenset({asked.purpose}) if row.suspended and asked.purpose else frozenset(),
        due=row.due,
        held_until=row.held_until,
    )


def _consent(text: str) -> Consent:
    kind, scope, item = text.split("/")
    return Consent(ConsentKind(kind), scope, item)


def _rests_on_consent(blank: Decision) -> bool:
    """Whether a consent could open more than is open to somebody without any: consents only add."""
    reasons = set(blank.withheld.values())
    if isinstance(blank, Denied):
        reasons.add(blank.reason)
    return not reasons.isdisjoint(_CONSENT)


def _why_not(answer: Decision, item: str) -> Reason | None:
    if isinstance(answer, Denied):
        return answer.reason
    return None if item in answer.items else answer.withheld.get(item, Reason.NOTHING_OPENS)


def _as_a_whole(blank: Decision, answers: Iterable[Decision], opened: set[str]) -> Decision:
    """Allowed if anything of anybody's opens, with the items that do and why the others do not;
    else refused as most of them are."""
    given = list(answers)
    allowed = [answer for answer in given if isinstance(answer, Allowed)]
    if allowed:
        withheld = {i: why for each in allowed for i, why in each.withheld.items()}
        return allowed[0]._replace(
            items=frozenset(opened),
            citations=once(clause for each in allowed for clause in each.citations),
            withheld={item: withheld[item] for item in sorted(withheld.keys() - opened)},
        )
    refused = {answer.reason: answer for answer in given if isinstance(answer, Denied)}
    often = Counter(answer.reason for answer in given if isinstance(answer, Denied))
    return refused[often.most_common(1)[0][0]] if often else blank


def _not_everybody(work: Work, asked: UsingMany) -> Denied:
    reason = Reason.ACTOR_MAY_NOT
    cites = reason_citations(work.policy, work.law, reason)
    denied = Denied(reason, cites, (Duty.RECORD,))
    work.record("use", None, _question(asked), recording.of_decision(denied))
    return denied


def _record(
    work: Work,
    asked: UsingMany,
    decision: Decision,
    opening: list[Row],
    withheld: Counter[str],
) -> UUID:
    question = _question(asked)
    counts: recording.Body = {"opened": len(opening)}
    if withheld:
        counts["left-out"] = dict(sorted(withheld.items()))
    parts = (recording.of_decision(decision), {"records": counts})
    if asked.subject is not None:
        return work.record("use", asked.subject, question, *parts)
    people = sorted({row.subject for row in opening})
    return work.record_many("use", people, question, *parts)


def _question(asked: UsingMany) -> recording.Body:
    return recording.of_request(
        subject=asked.subject,
        record=asked.record,
        point=asked.point,
        purpose=asked.purpose,
        statute=asked.statute,
        why=asked.reason,
    )
