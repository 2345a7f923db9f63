"""How long the log is kept: what policy and law say together, and from when on it may go (P87).

The longest period holds: the policy's own ("at least"), the law's floor for access logs, and what
the house has set beyond them. Periods count as the Civil Act counts them (`policy.retention`). The
log goes by whole months, so an entry's month goes when its last day's period is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Duration
from keepword.law.model import LawPack
from keepword.ledger.errors import LedgerError
from keepword.policy.check.lawful.kept import LogFloor
from keepword.policy.check.spans import falls_short
from keepword.policy.model import Policy
from keepword.policy.model.retention import RetentionAct, Trigger
from keepword.policy.retention import later
from keepword.policy.retention.floors import LOGS

_A_DAY = timedelta(days=1)
_MONTHS = 12


class TermTooShort(LedgerError):
    """A period for the log below what law or policy want."""

    code = "log-term-too-short"

    def __init__(self, wanted: Duration, floor: Duration, source: str) -> None:
        super().__init__(
            f"The log has to be kept for {floor} ({source}); {wanted} is less.",
            f"접속기록은 {_in_korean(floor)} 이상 보관해야 합니다({source}). "
            f"{_in_korean(wanted)}은 그보다 짧습니다.",
            Message(f"Set {floor} or more.", f"{_in_korean(floor)} 이상으로 정하세요."),
        )


@dataclass(frozen=True, slots=True)
class LogTerm:
    """The periods that hold for the log, and the clauses and articles that they rest on."""

    periods: tuple[Duration, ...]
    citations: tuple[str, ...]

    def held_until(self, day: date) -> date:
        """The last day on which an entry made on `day` is in the log: the end of its month's."""
        last = _last_day(day.year * 100 + day.month)
        return max(later(last, period) for period in self.periods)

    def is_over(self, month: int, today: date) -> bool:
        """Whether all of a month (YYYYMM) may go on `today`."""
        return self.held_until(_last_day(month)) < today


def term_of(
    policy: Policy, law: LawPack, today: date, wanted: Duration | None = None
) -> LogTerm | None:
    """The log's term under `policy` and the law in force on `today`; None where neither says one:
    then nothing ever goes.

    For the law the longer of its two floors counts, as for decisions (`policy.retention.floors`).

    Args:
        wanted: what the house has set, if anything.

    Raises:
        TermTooShort: what is wanted is less than a floor; the clause or article is named.
    """
    floors = [*_of_policy(policy), *_of_law(law, today)]
    if wanted is not None:
        for floor, sources in floors:
            if falls_short(wanted, floor):
                raise TermTooShort(wanted, floor, ", ".join(sources))
        floors.append((wanted, ()))
    if not floors:
        return None
    cited = dict.fromkeys(source for _, sources in floors for source in sources)
    return LogTerm(tuple(period for period, _ in floors), tuple(cited))


def _of_policy(policy: Policy) -> Iterator[tuple[Duration, tuple[str, ...]]]:
    for rule in policy.retention:
        keeps = rule.act is RetentionAct.KEEP_AT_LEAST and rule.trigger is Trigger.LOGGED
        if keeps and rule.period is not None:
            yield rule.period, tuple(rule.clauses)


def _of_law(law: LawPack, today: date) -> Iterator[tuple[Duration, tuple[str, ...]]]:
    for rule in law.in_force(today):
        if rule.test == LOGS:
            yield LogFloor.model_validate(rule.params).raised, tuple(rule.articles)


def _last_day(month: int) -> date:
    year, number = divmod(month, 100)
    ahead = year * _MONTHS + number  # months since year 0, of the next one
    return date(ahead // _MONTHS, ahead % _MONTHS + 1, 1) - _A_DAY


def _in_korean(period: Duration) -> str:
    return f"{period.count}{ {'days': '일', 'months': '개월', 'years': '년'}[period.unit] }"
