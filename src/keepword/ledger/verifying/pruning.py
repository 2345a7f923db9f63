"""Months whose term has ended: what was announced, and whether it explains what is not there.

An entry of the act `prune` announces which months end, and the first and the last index of their
entries. From then on their bodies may be gone: the rows stay, with time and commitment, and so do
leaves, tiles and tree, which are verified as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from keepword.ledger.verifying.report import Finding, Pruned
from keepword.ledger.verifying.rows import INBOX, Row
from keepword.storage.sql import Cursor, statement


@dataclass(frozen=True, slots=True)
class Closed:
    """A run of entries of one month without a body; `id` of the first one."""

    month: int
    first: int
    last: int
    id: str

    @property
    def where(self) -> str:
        """How a finding names it."""
        if self.first >= INBOX:
            return f"{self.id} (inbox)"
        return f"{self.id} #{self.first}" + (f"–{self.last}" if self.last > self.first else "")


@dataclass(frozen=True, slots=True)
class Pruning:
    """What the entry `by`, which stands at `index`, announces."""

    by: str
    index: int
    months: frozenset[int]
    first: int
    last: int

    def covers(self, month: int, first: int, last: int) -> bool:
        """Whether the entries from `first` to `last` of a month are among what it announces."""
        return month in self.months and self.first <= first and last <= self.last


def closed_runs(rows: Iterable[Row]) -> Iterator[Closed]:
    """Rows without a body, neighbours of one month together; what waits stands alone."""
    return joined(Closed(row.month, row.place, row.place, row.id) for row in rows)


def joined(runs: Iterable[Closed]) -> Iterator[Closed]:
    """Runs of one month that follow each other, as one."""
    held: Closed | None = None
    for run in runs:
        if held is not None and (held.month, held.last + 1) == (run.month, run.first):
            held = Closed(held.month, held.first, run.last, held.id)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held


def prunings_of(
    found: Iterable[tuple[Row, dict[str, Any]]], findings: list[Finding]
) -> Iterator[Pruning]:
    """What entries announce; one that does not say what it prunes is a finding."""
    for row, body in found:
        said = _said(row, body)
        if said is not None:
            yield said
        else:
            findings.append(Finding("prune-malformed", row.where))


def _said(row: Row, body: dict[str, Any]) -> Pruning | None:
    months, first, last = body.get("months"), body.get("first"), body.get("last")
    if not isinstance(months, list) or not all(type(each) is int for each in months):
        return None
    if type(first) is not int or type(last) is not int or not 0 <= first <= last < row.place:
        return None
    return Pruning(row.id, row.place, frozenset(months), first, last)


def sort_out(
    closed: Iterable[Closed], prunings: Sequence[Pruning], findings: list[Finding]
) -> Iterator[Pruned]:
    """Entries without a body: those of announced prunings are told, any other one is a finding."""
    announced = [each for each in prunings if each.index < INBOX]
    for run in joined(closed):
        by = next((p.by for p in announced if p.covers(run.month, run.first, run.last)), None)
        if by is None:
            findings.append(Finding("body-closed", run.where))
        else:
            yield Pruned(by, run.month, run.first, run.last)


def marked(cur: Cursor, prunings: Sequence[Pruning], since: int) -> Iterator[Finding]:
    """Months that the database marks as pruned, against what was announced and what is there.

    `since`: announcements before this index were not looked at.
    """
    cur.execute(statement("keepword.ledger", "pruned_months"))
    for month, entry, first, last, undone in cur.fetchall():
        # Announcements end with their own month; each newer one says again what was announced.
        known = any(each.covers(month, first, last) for each in prunings)
        if not known and last >= since:
            yield Finding("prune-unannounced", f"{month} ({entry})")
        if undone:
            yield Finding("prune-undone", f"{month}")
