"""Exit statuses, the same for every verb.

| status | meaning |
|---|---|
| 0 | good |
| 1 | findings, or refused |
| 2 | usage, or something that cannot be loaded |
| 3 | a proof does not hold |
"""

from __future__ import annotations

from enum import IntEnum

from keepword.foundation.errors import KeepwordError


class Exit(IntEnum):
    """What a command ends with."""

    GOOD = 0
    REFUSED = 1
    USAGE = 2
    BROKEN_PROOF = 3


USAGE_CODES = frozenset(
    {
        "config",
        "port-busy",
        "policy-not-loadable",
        "unknown-id",
        "prose-binding",
        "question-not-readable",
    }
)
"""Codes of errors whose cause is what was asked for or what was to be loaded."""

PROOF_CODES = frozenset({"proof-broken"})
"""Codes of errors that say a record does not verify."""


def status_of(error: KeepwordError) -> Exit:
    """The status that an error ends a command with; unlisted codes are refusals."""
    if error.code in USAGE_CODES:
        return Exit.USAGE
    if error.code in PROOF_CODES:
        return Exit.BROKEN_PROOF
    return Exit.REFUSED
