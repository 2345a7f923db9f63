"""What a check finds, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from keepword.foundation.errors import Message
from keepword.foundation.marked_yaml import Path
from keepword.law.model import Force


class Severity(StrEnum):
    """How grave a finding is, the gravest first."""

    FORBIDDEN = "forbidden"  # the law forbids it
    SHORTFALL = "shortfall"  # it offers less than the law
    MISSING = "missing"  # it must be said and is not
    STALE = "stale"  # what it relies on is no longer so
    DOUBTFUL = "doubtful"  # not a matter of law: somebody should look


SEVERITIES = {
    Force.FORBIDS: Severity.FORBIDDEN,
    Force.CAP: Severity.FORBIDDEN,  # taking or keeping more than the law allows
    Force.FLOOR: Severity.SHORTFALL,
    Force.MUST_SAY: Severity.MISSING,
    Force.STALE: Severity.STALE,
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where a rule is not met.

    `key` tells it from the rule's other flaws and stays the same as long as the place has its id.
    `remedy` is given where the rule's own does not fit.
    """

    key: str
    clause: str | None
    place: Path
    message: Message
    remedy: Message | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a policy.

    `id` is stable and of its own for each place (rule, colon, place); `clause` is the id of the
    datum or clause where it sits, where there is one; `article` is None for what no law says;
    `place` leads to the datum, so that its file and line can be shown.
    """

    id: str
    severity: Severity
    clause: str | None
    article: str | None
    message: Message
    remedy: Message
    place: Path
