"""A refusal of the door as a problem: why, on which clauses and articles, and how to mend it."""

from __future__ import annotations

from typing import Any

from keepword.api.problems import problem
from keepword.policy.decisions.answer import Denied, Reason
from keepword.policy.decisions.report import report
from keepword.policy.decisions.words import REFUSALS

STATUSES = {Reason.UNKNOWN_POINT: 404}
"""Refusals that are about the address; all others are 403."""


def status_of(denied: Denied) -> int:
    """The status that goes with a refusal."""
    return STATUSES.get(denied.reason, 403)


def of_denied(denied: Denied) -> dict[str, Any]:
    """The problem: `reason`, `citations`, `items` and `withheld` beside the plain members."""
    said = REFUSALS[denied.reason]
    told = report(denied)
    more = {name: told[name] for name in ("reason", "citations", "items", "withheld", "duties")}
    return problem(status_of(denied), denied.reason.value, said.message, said.remedy, **more)
