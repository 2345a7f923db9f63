"""The database against what was published and signed, entry by entry.

Every body opens under its month's key, matches its commitment, time, id, month and tag; ids are
unique; writers' numbers have no gap and no repeat; tree, entries, tiles, checkpoint and the
signer's memory are one and the same log.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from keepword.foundation.errors import KeepwordError
from keepword.ledger import checkpoints, durable
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import leaf
from keepword.ledger.errors import NotAnEntry, NotInOrder, ProofBroken
from keepword.ledger.merkle import HASH, Frontier, leaf_hash
from keepword.ledger.notes import VerifierKey
from keepword.ledger.reading import LOWEST, Reader, Row, rows
from keepword.ledger.verifying.bodies import look
from keepword.ledger.verifying.counters import Counters
from keepword.ledger.verifying.export import FilesCheck
from keepword.ledger.verifying.report import Finding, Report
from keepword.storage.sql import Cursor, statement


def verify_database(
    cur: Cursor, reader: Reader, public: Path, key: VerifierKey, state: Path
) -> Report:
    """Verify everything. The ledger may be in use meanwhile.

    Args:
        cur: in a transaction of its own at REPEATABLE READ in which nothing was asked yet: the
            files are read first, and the database's one snapshot is then at least as new.
        reader: has the months' keys.
        public: the folder of the published files.
        key: what checkpoints are signed with.
        state: the file in which the signer remembers the last checkpoint.
    """
    return _DatabaseCheck(cur, reader, FilesCheck(public, key), _remembered(state, key)).report()


_AT_ONCE = 10_000


class _DatabaseCheck:
    """One run from the first entry to the last row of the inbox."""

    def __init__(
        self,
        cur: Cursor,
        reader: Reader,
        files: FilesCheck,
        remembered: Checkpoint | Finding,
    ) -> None:
        self._cur = cur
        self._reader = reader
        self._files = files
        self._remembered = remembered
        self._keys: dict[int, bytes | None] = {}
        self._counters = Counters()
        self._findings: list[Finding] = []

    def report(self) -> Report:
        """Look at everything."""
        signed = self._files.checkpoint
        marks = {
            each.size: each for each in (signed, self._remembered) if isinstance(each, Checkpoint)
        }
        tree = _Growth(marks)
        entries = self._integrated(tree)
        waiting = self._waiting()
        self._ids()
        self._signed(tree)
        self._tree(tree)
        self._findings += self._counters.findings()
        return Report(
            origin=signed.origin if signed else None,
            size=signed.size if signed else None,
            root=signed.root if signed else None,
            entries=entries + waiting,
            waiting=waiting,
            findings=(*self._files.findings, *self._findings),
        )

    def _integrated(self, tree: _Growth) -> int:
        """Every row of `ledger.entry`, beside the hashes that were published for it."""
        published = self._files.leaf_hashes()
        count, due = 0, 0
        for row in rows(self._cur, LOWEST):
            count += 1
            index = row.index if row.index is not None else -1
            where = f"{row.entry} #{index}"
            hashed = self._one(row, where)
            if index < due:
                self._find("index-wrong", where)
                continue
            self._lacking(due, index - due, published)
            said = next(published, None)
            if None not in (said, hashed) and said != hashed:
                self._find("published-otherwise", where)
            tree.add(hashed or bytes(HASH))
            due = index + 1
        self._lacking(due, sum(1 for _ in published), iter(()))
        return count

    def _lacking(self, first: int, count: int, published: Iterator[bytes | None]) -> None:
        """Indexes at which no entry stands; what was published for them is passed over."""
        if count:
            last = first + count - 1
            self._find("entry-missing", f"#{first}" if count == 1 else f"#{first}–{last}")
            collections.deque(islice(published, count), maxlen=0)

    def _waiting(self) -> int:
        """Rows of the inbox, which may already have been tampered with."""
        self._cur.execute(statement("keepword.ledger", "waiting"))
        found = [Row(*row) for row in self._cur.fetchall()]
        for row in found:
            self._one(row, f"{row.entry} (inbox)")
        return len(found)

    def _one(self, row: Row, where: str) -> bytes | None:
        """Look at one row; its leaf's hash, unless it can have none."""
        self._findings += look(row, self._key(row.month), where, self._counters)
        try:
            return leaf_hash(leaf(row.time_ms, row.commitment))
        except NotAnEntry:
            self._find("leaf-unfit", where)
            return None

    def _key(self, month: int) -> bytes | None:
        """The month's key; none where the vault has none to give."""
        if month not in self._keys:
            try:
                self._keys[month] = self._reader.month_key(self._cur, month)
            except KeepwordError:
                self._keys[month] = None
        return self._keys[month]

    def _ids(self) -> None:
        self._cur.execute(statement("keepword.ledger", "entry_twice"))
        self._findings += (Finding("entry-twice", str(row[0])) for row in self._cur.fetchall())

    def _signed(self, tree: _Growth) -> None:
        """Checkpoint and memory against the entries, and against each other."""
        signed, remembered = self._files.checkpoint, self._remembered
        if signed and tree.root_at(signed) != signed.root:
            self._find("root-differs", f"checkpoint {signed.size}")
        if isinstance(remembered, Finding):
            self._findings.append(remembered)
            return
        if tree.root_at(remembered) != remembered.root:
            self._find("signed-differs", f"{remembered.size}")
        if signed and signed.size > remembered.size:
            self._find("signed-behind", f"{remembered.size} < {signed.size}")

    def _tree(self, tree: _Growth) -> None:
        """The row of `ledger.tree` against the entries."""
        self._cur.execute(statement("keepword.ledger", "tree"))
        found = self._cur.fetchall()
        try:
            stored = [Frontier.read(size, packed) for size, packed, _ in found]
        except NotInOrder:
            stored = []
        if stored != [tree.frontier()]:
            self._find("tree-differs", "ledger.tree")

    def _find(self, code: str, where: str) -> None:
        self._findings.append(Finding(code, where))


class _Growth:
    """The tree as its entries come, with its root at the sizes that were signed."""

    def __init__(self, marks: Iterable[int]) -> None:
        self._marks = set(marks)
        self._tree = Frontier()
        self._pending: list[bytes] = []
        self._roots = {0: Frontier().root()}

    def add(self, hashed: bytes) -> None:
        self._pending.append(hashed)
        size = self._tree.size + len(self._pending)
        if size in self._marks:
            self._roots[size] = self.frontier().root()
        elif len(self._pending) == _AT_ONCE:
            self.frontier()

    def frontier(self) -> Frontier:
        self._tree = self._tree.grown(self._pending)
        self._pending.clear()
        return self._tree

    def root_at(self, signed: Checkpoint) -> bytes | None:
        return self._roots.get(signed.size)


def _remembered(state: Path, key: VerifierKey) -> Checkpoint | Finding:
    note = durable.read(state)
    if note is None:
        return Finding("signed-missing", state.name)
    try:
        return checkpoints.read(note, key)
    except ProofBroken as error:
        return Finding("signed-broken", state.name, error.message)
