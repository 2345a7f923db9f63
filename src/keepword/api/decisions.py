"""`POST /api/v1/decisions`: may this be done? Decides, keeps nothing, needs no personal data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from keepword.api import examples
from keepword.api.bearer import Bearer
from keepword.api.schemas import DecisionReport, refusals
from keepword.clients.scopes import Scope
from keepword.policies import library
from keepword.policy.decisions import judge
from keepword.policy.decisions.parsing import Question
from keepword.policy.decisions.report import report
from keepword.runtime import clock
from keepword.runtime.config import current

router = Router(tags=["decisions"])


@router.post(
    "",
    auth=Bearer(Scope.DECIDE, needed=False),
    response={200: DecisionReport, **refusals(only=(400, 401, 413, 422, 500))},
    summary="May this be done?",
    description=(
        "A pure decision over the policy in force and the law. Both answers, allowed and denied, "
        "come with status 200. Nothing is stored. No token is needed; one that is sent must be "
        "good, and have the scope `decide`."
    ),
    openapi_extra=examples.DECISION,
)
def decide(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The answer to one question, with the clauses and articles it rests on."""
    loaded = library.load(current().policy)
    law = library.laws()[loaded.policy.meta.law]
    answer = judge(loaded.policy, law).decide(
        question.request(), question.facts.facts(), question.time(clock.now())
    )
    return report(answer)
