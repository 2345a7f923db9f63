"""Deciding: a pure function of policy, law, request, facts and time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime

from keepword.law.day import civil_day
from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Decision, Denied, Duty, Reason
from keepword.policy.decisions.bench import Bench, make_bench
from keepword.policy.decisions.case import Case, is_by_right
from keepword.policy.decisions.citing import once
from keepword.policy.decisions.collect import collect
from keepword.policy.decisions.correct import answer_request, change
from keepword.policy.decisions.plan import DECIDING_RULES
from keepword.policy.decisions.provide import provide
from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.decisions.use import entrust, export, use
from keepword.policy.model.policy import Policy

_ACTS: dict[Act, Callable[[Case], Decision]] = {
    Act.COLLECT: collect,
    Act.USE: use,
    Act.EXPORT: export,
    Act.ENTRUST: entrust,
    Act.PROVIDE: provide,
    Act.CORRECT: change,
    Act.ERASE: change,
}
_DECIDE = {
    (act, actor): answer_request if is_by_right(act, actor) else decide_act
    for act, decide_act in _ACTS.items()
    for actor in Actor
}


class Judge:
    """Decides under one policy and one law pack.

    The law changes on known days; between two of them one bench, compiled beforehand, serves.
    """

    def __init__(self, policy: Policy, law: LawPack) -> None:
        rules = [law.rule_index[r] for r in DECIDING_RULES if r in law.rule_index]
        days = {rule.since for rule in rules} | {rule.until for rule in rules if rule.until}
        self._days = sorted(days)
        self._benches = [
            make_bench(policy, law, frozenset(r.id for r in rules if r.in_force(day)))
            for day in (date.min, *self._days)
        ]

    def decide(self, request: Request, facts: Facts, now: datetime) -> Decision:
        """The answer to `request` when `facts` hold at `now` (a time with its zone)."""
        today = civil_day(now)
        bench = self._benches[bisect_right(self._days, today)]
        plan = bench.points.get(request.point)
        if plan is None:
            return _unknown_point(bench, request)
        decide_case = _DECIDE[request.act, request.actor]
        return decide_case(Case(bench, plan, request, facts, today))


def _unknown_point(bench: Bench, request: Request) -> Denied:
    told = (
        (Duty.ANSWER_IN_TIME, Duty.EXPLAIN_REFUSAL)
        if is_by_right(request.act, request.actor)
        else ()
    )
    cites = once(bench.reason_citations[Reason.UNKNOWN_POINT])
    return Denied(Reason.UNKNOWN_POINT, cites, (Duty.RECORD, *told))


_judges: dict[tuple[int, int], tuple[Policy, LawPack, Judge]] = {}
_MOST_JUDGES = 16


def judge(policy: Policy, law: LawPack) -> Judge:
    """The judge for this policy and law: compiled once, since both are frozen."""
    key = (id(policy), id(law))
    found = _judges.get(key)
    if found is None:
        if len(_judges) >= _MOST_JUDGES:
            _judges.clear()
        # The tuple keeps both alive, so that their ids stay theirs.
        found = _judges[key] = (policy, law, Judge(policy, law))
    return found[2]


def decide(policy: Policy, law: LawPack, request: Request, facts: Facts, now: datetime) -> Decision:
    """May this be done? See docs/decisions.md.

    `now` needs a time zone (`ValueError` otherwise). Every other question has an answer: refusals
    are values, not exceptions.
    """
    return judge(policy, law).decide(request, facts, now)
