"""The database against what was published and signed, entry by entry.

Every body opens under its month's key, matches its commitment, time, id, month and tag; ids are
unique; writers' numbers have no gap and no repeat; bodies are gone only where that was announced;
tree, entries, tiles, checkpoint and the signer's memory are one and the same log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from keepword.ledger import checkpoints, durable
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import NotInOrder, ProofBroken
from keepword.ledger.merkle import Frontier
from keepword.ledger.notes import VerifierKey
from keepword.ledger.reading import Reader
from keepword.ledger.tiles import WIDTH
from keepword.ledger.verifying import crew, naming, pruning
from keepword.ledger.verifying import known as known_checkpoint
from keepword.ledger.verifying.blocks import Growth
from keepword.ledger.verifying.counters import Counters, runs_of
from keepword.ledger.verifying.files import Files, PublishedTree, key_beside, own, signed
from keepword.ledger.verifying.ids import Tails, tails_of
from keepword.ledger.verifying.plan import Plan, plan
from keepword.ledger.verifying.progress import Progress, silent
from keepword.ledger.verifying.report import Finding, Report
from keepword.ledger.verifying.rows import INBOX, waiting
from keepword.ledger.verifying.scene import Bodies, Scene
from keepword.ledger.verifying.segments import Seen
from keepword.ledger.verifying.since import Since
from keepword.storage.sql import Cursor, statement


def verify_database(
    cur: Cursor,
    reader: Reader,
    public: Path,
    key: VerifierKey,
    state: Path,
    *,
    known: Sequence[bytes] = (),
    since: Since = 0,
    processes: int | None = None,
    progress: Progress = silent,
) -> Report:
    """Verify everything. The ledger may be in use meanwhile.

    Args:
        cur: in a transaction of its own at REPEATABLE READ in which nothing was asked yet: the
            files are read first, and the database's one snapshot is then at least as new.
        reader: has the months' keys.
        public: the folder of the published files.
        key: what checkpoints are signed with; with witnesses (`cosignatures.witnessed`) the
            published one has to be cosigned too.
        state: the file in which the signer remembers the last checkpoint.
        known: checkpoints that were kept outside; the log has to continue them.
        since: from which index or time on. Entries before it (rounded down to a multiple of 4,096)
            are not opened: they are counted, and bound by the tree through the tiles of level 1.
        processes: how many examine entries at once; by default as the log's size asks for.
        progress: told how many of how many entries are done.
    """
    outside = _Outside(public, key, state, known)
    made = plan(cur, reader, public, outside.published, outside.marks, since)
    return _DatabaseCheck(cur, made, outside, processes, progress).report()


class _Outside:
    """What stands outside the database: published, remembered, and known from elsewhere."""

    def __init__(self, public: Path, key: VerifierKey, state: Path, notes: Sequence[bytes]) -> None:
        self.findings: list[Finding] = []
        self.signed = signed(public, key, self.findings)
        self.remembered = _remembered(state, own(key), self.findings)
        self.findings += key_beside(public, key)
        self.known = list(known_checkpoint.read(notes, own(key), self.findings))
        self.published = self.signed.size if self.signed else 0
        held = (self.signed, self.remembered, *self.known)
        self.marks = frozenset(each.size for each in held if each)

    def compare(self, size: int, growth: Growth) -> Iterator[Finding]:
        """Checkpoints against the entries, and against each other."""
        for code, checkpoint in (
            ("root-differs", self.signed),
            ("signed-differs", self.remembered),
        ):
            if checkpoint and growth.root_at(checkpoint.size) != checkpoint.root:
                where = "checkpoint " if checkpoint is self.signed else ""
                yield Finding(code, f"{where}{checkpoint.size}")
        most = max((each.size for each in (self.signed, self.remembered) if each), default=0)
        if size < most:
            yield Finding("rolled-back", f"{size} < {most}")
        if self.signed and self.remembered and self.signed.size > self.remembered.size:
            yield Finding("signed-behind", f"{self.remembered.size} < {self.signed.size}")
        for each in self.known:
            yield from known_checkpoint.compare(each, size, growth.root_at(each.size))


class _DatabaseCheck:
    """One run from the first entry to the last row of the inbox."""

    def __init__(
        self, cur: Cursor, made: Plan, outside: _Outside, processes: int | None, progress: Progress
    ) -> None:
        self._cur = cur
        self._plan = made
        self._outside = outside
        self._processes = processes or crew.processes_for(made.entries)
        self._progress = progress
        self._scene = Scene(cur, made.ground)
        self._counters = Counters()
        self._tails = Tails()
        self._findings: list[Finding] = list(outside.findings)
        self._closed: list[pruning.Closed] = []
        self._prunings: list[pruning.Pruning] = []

    def report(self) -> Report:
        """Look at everything."""
        files = Files(self._plan.ground.public, self._outside.published)
        older = files.older_blocks(self._plan.begin // WIDTH, self._findings)
        growth = Growth(self._outside.marks, older or ())
        published = PublishedTree(files, self._outside.marks, older or ())
        if older is None:
            growth.break_off()
            published.add(None)
        entries = self._integrated(growth, published)
        waiting_rows = self._waiting()
        self._ids()
        pruned = tuple(pruning.sort_out(self._closed, self._prunings, self._findings))
        self._findings += pruning.marked(self._cur, self._prunings, self._plan.begin)
        if self._outside.signed:
            self._findings += [*published.findings(self._outside.signed), *files.strays()]
        self._findings += self._outside.compare(self._plan.ground.size, growth)
        self._tree(growth)
        self._numbers([(each.first, each.last) for each in pruned])
        checkpoint = self._outside.signed
        return Report(
            origin=checkpoint.origin if checkpoint else None,
            size=checkpoint.size if checkpoint else None,
            root=checkpoint.root if checkpoint else None,
            entries=entries + waiting_rows,
            waiting=waiting_rows,
            findings=tuple(self._findings),
            pruned=pruned,
            since=self._plan.begin,
        )

    def _integrated(self, growth: Growth, published: PublishedTree) -> int:
        """Every row of `ledger.entry`, beside what was published for it."""
        count, due = 0, self._plan.begin
        gaps: list[tuple[int, int]] = list(self._plan.gaps)
        segments = self._plan.segments
        results = crew.seen(self._scene, segments, self._processes)
        for (begin, end), seen in zip(segments, results, strict=True):
            if begin > due:
                gaps.append((due, begin - 1))
                growth.break_off()
            for block in seen.blocks:
                growth.add(block)
            for file_block in seen.published:
                published.add(file_block)
            gaps += seen.missing
            due = max(due, end)
            self._take(seen)
            count += seen.entries
            self._progress(count, self._plan.entries)
        if self._outside.published > self._plan.ground.size:
            gaps.append((self._plan.ground.size, self._outside.published - 1))
        self._findings += map(_lacking, _merged(gaps))
        return count

    def _take(self, seen: Seen) -> None:
        self._findings += seen.findings
        self._counters.take(seen.runs, seen.claims)
        self._tails.take(seen.ids)
        self._closed += seen.closed
        self._prunings += seen.prunings

    def _waiting(self) -> int:
        """Rows of the inbox, which may already have been tampered with."""
        count = 0
        for chunk in waiting(self._cur):
            bodies, findings = Bodies(), list[Finding]()
            self._scene.examine(chunk, INBOX, bodies, findings)
            for row in chunk:
                findings += self._scene.unfit(row)
            seen = Seen(len(chunk), findings, claims=bodies.claims, ids=tails_of(chunk))
            seen.runs = runs_of(bodies.numbers, INBOX)
            seen.closed = list(pruning.closed_runs(bodies.closed))
            seen.prunings = list(pruning.prunings_of(bodies.prunings, findings))
            self._take(seen)
            count += len(chunk)
        return count

    def _ids(self) -> None:
        if not self._plan.begin and not self._tails.may_repeat():
            return
        name = "entry_twice_since" if self._plan.begin else "entry_twice"
        self._cur.execute(statement("keepword.ledger", name), {"begin": self._plan.begin})
        self._findings += (Finding("entry-twice", str(row[0])) for row in self._cur.fetchall())

    def _numbers(self, unseen: list[tuple[int, int]]) -> None:
        """Writers' numbers, given which entries have no body to look at."""
        if self._plan.begin:
            unseen = [*unseen, (0, self._plan.begin - 1)]
        self._findings += naming.repeated(self._scene, self._counters)
        self._findings += self._counters.missing(unseen)

    def _tree(self, growth: Growth) -> None:
        """The row of `ledger.tree` against the entries."""
        self._cur.execute(statement("keepword.ledger", "tree"))
        found = self._cur.fetchall()
        try:
            stored = [Frontier.read(size, packed) for size, packed, _ in found]
        except NotInOrder:
            stored = []
        if stored != [growth.frontier()]:
            self._findings.append(Finding("tree-differs", "ledger.tree"))


def _lacking(gap: tuple[int, int]) -> Finding:
    first, last = gap
    return Finding("entry-missing", f"#{first}" if first == last else f"#{first}–{last}")


def _merged(gaps: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Gaps that touch each other, as one."""
    held: tuple[int, int] | None = None
    for first, last in sorted(gaps):
        if held is not None and first <= held[1] + 1:
            held = (held[0], max(held[1], last))
            continue
        if held is not None:
            yield held
        held = (first, last)
    if held is not None:
        yield held


def _remembered(state: Path, key: VerifierKey, findings: list[Finding]) -> Checkpoint | None:
    note = durable.read(state)
    if note is None:
        findings.append(Finding("signed-missing", state.name))
        return None
    try:
        return checkpoints.read(note, key)
    except ProofBroken as error:
        findings.append(Finding("signed-broken", state.name, error.message))
        return None
