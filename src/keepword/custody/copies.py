"""Which copies of items open: each is decided by its own days (P7, P13; PIPA 21(1), 21(3)).

A point may hold an item several times, from several visits, and one visit is over while another is
not. What is past its day opens to nobody, though a newer or an older copy lives; what a statute
keeps opens only to who acts under that law. Of the copies that open the newest is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from keepword.custody.facts import Days, Held, Situation
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty, Reason
from keepword.policy.decisions.citing import once, reason_citations
from keepword.policy.decisions.question import Request

_WHENEVER = Days(None, None)


class Judged(NamedTuple):
    """The decision over all copies, and those of them that open, newest first."""

    decision: Decision
    opening: tuple[Held, ...]

    def newest(self) -> tuple[Held, ...]:
        """One of each item."""
        found: dict[str, Held] = {}
        for held in self.opening:
            found.setdefault(held.item, held)
        return tuple(found.values())


def decide(
    work: Work, request: Request, situation: Situation, among: Iterable[Held] | None = None
) -> Judged:
    """Decide over every copy that is held (or over those `among` them), as one answer.

    Allowed if anything may be opened, even where nothing is held; an item of which every copy is
    closed is withheld with the reason of the one that is closest to opening.
    """
    held = situation.held if among is None else tuple(among)
    days = _liveliest_first(work, {copy.days for copy in held} or {_WHENEVER})
    answers = {each: work.decide(request, situation.facts_of(work.acting, each)) for each in days}
    allowed = next((a for a in answers.values() if isinstance(a, Allowed)), None)
    if allowed is None:
        return Judged(answers[days[0]], ())
    meant = [copy for copy in held if copy.item in allowed.items]
    shut = {each: _why_shut(work, each, answer) for each, answer in answers.items()}
    opening = tuple(copy for copy in meant if shut[copy.days] is None)
    opened = frozenset(copy.item for copy in opening)
    late = _late(meant, shut, days, opened)
    if late and not opened:
        return Judged(_nothing(work, allowed, late), ())
    return Judged(_answer(work, allowed, opened, late), opening)


def _liveliest_first(work: Work, days: Iterable[Days]) -> list[Days]:
    """What is within its own period, then what a statute keeps, then what is over."""

    def how_far_gone(each: Days) -> tuple[int, Days]:
        past = each.due is not None and each.due <= work.today
        stage = 2 if each.ended(work.today) else 1 if past else 0
        return stage, each

    return [each for _, each in sorted(map(how_far_gone, days), key=lambda found: found[0])]


def _why_shut(work: Work, days: Days, answer: Decision) -> Reason | None:
    """Why nothing that ends on these days opens; none if it may."""
    if isinstance(answer, Denied):
        return answer.reason
    return Reason.RETENTION_ENDED if days.ended(work.today) else None


def _late(
    meant: Iterable[Held],
    shut: Mapping[Days, Reason | None],
    days: Iterable[Days],
    opened: frozenset[str],
) -> dict[str, Reason]:
    """Items of which every copy is closed."""
    order = {each: place for place, each in enumerate(days)}
    found: dict[str, Reason] = {}
    for copy in sorted(meant, key=lambda copy: order[copy.days]):
        why = shut[copy.days]
        if why is not None and copy.item not in opened:
            found.setdefault(copy.item, why)
    return dict(sorted(found.items()))


def _answer(
    work: Work, allowed: Allowed, opened: frozenset[str], late: Mapping[str, Reason]
) -> Allowed:
    if not late:
        return allowed._replace(items=opened)
    return allowed._replace(
        items=opened,
        citations=once((*allowed.citations, *_cites(work, late))),
        withheld={**allowed.withheld, **late},
    )


def _nothing(work: Work, allowed: Allowed, late: Mapping[str, Reason]) -> Denied:
    """All that would open is closed: the common reason, if there is one (docs/decisions.md)."""
    causes = set(late.values())
    reason = causes.pop() if len(causes) == 1 else Reason.NOTHING_OPENS
    cites = once((*reason_citations(work.policy, work.law, reason), *_cites(work, late)))
    withheld = {**allowed.withheld, **late}
    return Denied(reason, cites, (Duty.RECORD,), frozenset(late), withheld)


def _cites(work: Work, late: Mapping[str, Reason]) -> list[str]:
    reasons = dict.fromkeys(late.values())
    return [c for why in reasons for c in reason_citations(work.policy, work.law, why)]
