"""A naive reading of docs/decisions.md: line after line, nothing prepared, nothing remembered.

It is written to be read beside the specification and the policy, and to be slow. `reading` holds
the acts one by one, `words` the words that the specification defines, `citations` what an answer
must cite.
"""

from __future__ import annotations

from datetime import datetime

from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Reason
from keepword.policy.decisions.question import Act, Facts, Request
from keepword.policy.model.policy import Policy
from tests.spec import words as w
from tests.spec.citations import must_cite
from tests.spec.reading.checks import Refused, check
from tests.spec.reading.collect import collect
from tests.spec.reading.consequences import basis_of, duties_of, duties_of_refusal
from tests.spec.reading.provide import provide
from tests.spec.reading.rights import correct, erase, export
from tests.spec.reading.use import entrust, use
from tests.spec.words import Question

__all__ = ["answer", "must_cite"]

CHAPTERS = {
    Act.COLLECT: collect,
    Act.USE: use,
    Act.PROVIDE: provide,
    Act.ENTRUST: entrust,
    Act.CORRECT: correct,
    Act.ERASE: erase,
    Act.EXPORT: export,
}


def answer(
    policy: Policy, law: LawPack, request: Request, facts: Facts, now: datetime
) -> Allowed | Denied:
    """What docs/decisions.md says to this question."""
    q = Question(policy, law, request, facts, w.day_in_korea(now))
    decision: Decision
    try:
        check(any(p.id == request.point for p in policy.points), Reason.UNKNOWN_POINT)
        items, withheld = CHAPTERS[request.act](q)
        decision = Allowed(
            frozenset(items), basis_of(q), (), duties_of(q, items, withheld), withheld
        )
    except Refused as no:
        duties = duties_of_refusal(q, no.reason)
        decision = Denied(no.reason, (), duties, no.items, no.withheld)
    citations = tuple(sorted(must_cite(policy, law, request, facts, decision)))
    return decision._replace(citations=citations)
