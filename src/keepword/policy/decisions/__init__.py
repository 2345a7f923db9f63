"""Decisions: may this act on these items be done? The answer cites clauses and articles."""

from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty, Reason
from keepword.policy.decisions.engine import Judge, decide, judge
from keepword.policy.decisions.question import (
    Act,
    Actor,
    Consent,
    ConsentKind,
    Facts,
    Form,
    Request,
)

__all__ = [
    "Act", "Actor", "Allowed", "Consent", "ConsentKind", "Decision", "Denied", "Duty", "Facts",
    "Form", "Judge", "Reason", "Request", "decide", "judge",
]  # fmt: skip
