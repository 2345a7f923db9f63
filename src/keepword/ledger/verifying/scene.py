"""What one process has in its hands while it examines entries: a cursor, keys, files, shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from keepword.ledger.entries import leaf
from keepword.ledger.errors import NotAnEntry
from keepword.ledger.verifying.bodies import continued, look
from keepword.ledger.verifying.counters import Claim
from keepword.ledger.verifying.files import Files
from keepword.ledger.verifying.report import Finding
from keepword.ledger.verifying.rows import Row, people_of
from keepword.ledger.verifying.screening import Month, Numbers
from keepword.ledger.verifying.shapes import Shapes
from keepword.storage.sql import Cursor

_MONTH = Row._fields.index("month")

PRUNE = "prune"
"""The act of an entry that announces a pruning."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a verification stands on, the same for every process. Never logged: it has keys.

    `months` have a partition; of `keys` one is missing where the vault has none to give. The last
    entry stands before the place `size`. `public` holds `published` entries; `marks` are the sizes
    at which trees were signed.
    """

    months: list[int]
    keys: Mapping[int, bytes] = field(repr=False)
    size: int
    public: Path
    published: int
    marks: frozenset[int]


@dataclass(slots=True)
class Bodies:
    """What was learned from the bodies of one chunk."""

    numbers: Numbers = field(default_factory=lambda: defaultdict(list))
    claims: list[Claim] = field(default_factory=list)
    prunings: list[tuple[Row, dict[str, Any]]] = field(default_factory=list)
    closed: list[Row] = field(default_factory=list)
    """Rows without a body that could be looked at: pruned, or taken out."""

    def take(self, row: Row, body: dict[str, Any], place: int) -> None:
        """A whole body: its writer's number, and whom that writer continues."""
        self.numbers[body["w"]].append(body["n"])
        claimed = continued(body)
        if claimed:
            self.claims.append(Claim(*claimed, place))


class Scene:
    """One process's means."""

    def __init__(self, cur: Cursor, ground: Ground) -> None:
        self.cur = cur
        self.ground = ground
        self.files = Files(ground.public, ground.published)
        self._shapes = Shapes()
        self._months: dict[int, Month | None] = {}

    def examine(
        self, rows: Iterable[Row], place: int, bodies: Bodies, findings: list[Finding]
    ) -> None:
        """Entries' bodies, quickly where they are right."""
        for number, of_month in groupby(rows, itemgetter(_MONTH)):
            month = self._month(number)
            if month is None:
                for row in of_month:
                    self._look(row, place, bodies, findings)
                continue
            screened = partial(month.unpassed, shapes=self._shapes, numbers=bodies.numbers)
            for row in screened(of_month):
                if screened([row]):  # it may have the shape of one that was looked at meanwhile
                    self._look(row, place, bodies, findings)

    def _look(self, row: Row, place: int, bodies: Bodies, findings: list[Finding]) -> None:
        """One entry's body, in full."""
        key = self.ground.keys.get(row.month)
        if key is None or not row.sealed:
            bodies.closed.append(row)
            return
        looked = look(row, key, lambda each: people_of(self.cur, each))
        findings += (Finding(code, row.where) for code in looked.codes)
        if looked.body is None:
            return
        bodies.take(row, looked.body, place)
        if not looked.codes:
            self._shapes.learn(looked.body)
            if looked.body["act"] == PRUNE:
                bodies.prunings.append((row, looked.body))

    def unfit(self, row: Row) -> Iterator[Finding]:
        """That a row can have a leaf at all."""
        try:
            leaf(row.time_ms, row.commitment)
        except NotAnEntry:
            yield Finding("leaf-unfit", row.where)

    def _month(self, month: int) -> Month | None:
        if month not in self._months:
            self._months[month] = _opened(month, self.ground.keys.get(month))
        return self._months[month]


def _opened(month: int, key: bytes | None) -> Month | None:
    try:
        return Month(month, key) if key is not None else None
    except NotAnEntry:
        return None
