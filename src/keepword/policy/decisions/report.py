"""A decision as plain data, for the API, the command line and the log."""

from __future__ import annotations

from typing import Any

from keepword.foundation.errors import Message
from keepword.policy.decisions.answer import Decision, Denied, Reason
from keepword.policy.decisions.words import DUTIES, REFUSALS


def report(decision: Decision) -> dict[str, Any]:
    """`decision, items, withheld, basis, citations, duties, reason, remedy`, ready for JSON.

    Lists are sorted where their order says nothing; texts come in both languages.
    """
    denied = isinstance(decision, Denied)
    words = REFUSALS[decision.reason] if isinstance(decision, Denied) else None
    return {
        "decision": decision.decision,
        "items": sorted(decision.items),
        "withheld": [
            {"item": item, **_reason(cause)} for item, cause in sorted(decision.withheld.items())
        ],
        "basis": [] if isinstance(decision, Denied) else [b.value for b in decision.basis],
        "citations": list(decision.citations),
        "duties": [{"code": d.value, **_both(DUTIES[d])} for d in decision.duties],
        "reason": _reason(decision.reason) if isinstance(decision, Denied) else None,
        "remedy": _both(words.remedy) if denied and words else None,
    }


def _reason(reason: Reason) -> dict[str, str]:
    return {"code": reason.value, **_both(REFUSALS[reason].message)}


def _both(message: Message) -> dict[str, str]:
    return {"en": message.en, "ko": message.ko}
