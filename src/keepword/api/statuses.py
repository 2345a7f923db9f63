"""Which HTTP status an error of a lower room has (RFC 9110, section 15)."""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError

STATUSES = {
    "question-not-readable": 422,
    "no-such-person": 404,
    "value-taken": 409,
    "held-already": 409,
    "leave-instead": 409,
    "moved-meanwhile": 409,
    "ledger-shut": 503,
    "outcome-unknown": 503,
    "no-key-holder": 503,
    "key-provider-failed": 503,
    "too-many-opens": 429,
}
"""By code. What is not listed is a fault of ours."""

OURS = 500


def status_of(error: KeepwordError) -> int:
    """The status of an answer about `error`."""
    return STATUSES.get(error.code, OURS)
