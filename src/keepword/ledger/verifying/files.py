"""The published files: checkpoint, key, bundles and tiles, each against what it is made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from keepword.ledger import checkpoints, durable, merkle, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import read_leaf
from keepword.ledger.errors import NotAKey, NotAnEntry, NotATile, ProofBroken
from keepword.ledger.notes import VerifierKey
from keepword.ledger.publishing import CHECKPOINT, VKEY, fetcher
from keepword.ledger.tiles import ENTRIES, WIDTH, Tile
from keepword.ledger.verifying.blocks import Block, Growth, hashes_of_bundle
from keepword.ledger.verifying.report import Finding


def signed(folder: Path, key: VerifierKey, findings: list[Finding]) -> Checkpoint | None:
    """The published checkpoint; None where the log did not sign it.

    One that lacks the cosignatures that `key` asks for is a finding, and the log's all the same:
    its entries can still be looked at.
    """
    note = durable.read(folder / CHECKPOINT)
    if note is None:
        findings.append(Finding("checkpoint-missing", CHECKPOINT))
        return None
    try:
        found = checkpoints.read(note, own(key))
    except ProofBroken as error:
        findings.append(Finding("checkpoint-broken", CHECKPOINT, error.message))
        return None
    try:
        checkpoints.read(note, key)
    except ProofBroken as error:
        findings.append(Finding("checkpoint-unwitnessed", CHECKPOINT, error.message))
    return found


def own(key: VerifierKey) -> VerifierKey:
    """The log's key alone, without the witnesses that a reader may also ask for: what an auditor
    kept and what the signer remembers need not be cosigned."""
    return VerifierKey(key.name, key.public)


def key_beside(folder: Path, key: VerifierKey) -> Iterator[Finding]:
    """The key that lies beside the checkpoint, where one does."""
    text = durable.read(folder / VKEY)
    try:
        beside = VerifierKey.read(text.decode("utf-8", "replace")) if text is not None else key
        same = (beside.name, beside.public) == (key.name, key.public)
    except NotAKey:
        same = False
    if not same:
        yield Finding("vkey-differs", VKEY)


class Files:
    """Tiles and bundles of a tree of `size` below a folder; no more than a block in memory."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self._folder = folder
        self._fetch = fetcher(folder)

    @property
    def blocks(self) -> int:
        """How many blocks there are, the last one full or not."""
        return -(-self.size // WIDTH)

    def width(self, index: int) -> int:
        """Entries of a block."""
        return max(0, min(WIDTH, self.size - index * WIDTH))

    def hold(self, index: int, bundle: bytes, hashes: bytes) -> bool:
        """Whether a block's files are exactly these."""
        width = self.width(index)
        try:
            return (
                self._fetch(Tile(0, index, width)) == hashes
                and self._fetch(Tile(ENTRIES, index, width)) == bundle
            )
        except NotATile:
            return False

    def block(self, index: int, findings: list[Finding]) -> list[bytes] | None:
        """Leaf hashes of a block by its bundle, compared with its tile; None if it is not whole."""
        width = self.width(index)
        said = self.hashes(Tile(0, index, width), findings)
        bundle = Tile(ENTRIES, index, width)
        try:
            data = self._fetch(bundle)
            found = hashes_of_bundle(data)
            if found is not None and len(found) == width and said in (None, found):
                return found
            entries = tiles.unbundle(data, width)
        except NotATile:
            findings.append(Finding("tile-missing", bundle.path))
            return None
        findings += _differing(bundle, entries, said)
        return list(map(merkle.leaf_hash, entries))

    def hashes(self, tile: Tile, findings: list[Finding]) -> list[bytes] | None:
        """The hashes that a tile holds."""
        try:
            return tiles.split(self._fetch(tile), tile.width)
        except NotATile:
            findings.append(Finding("tile-missing", tile.path))
            return None

    def first_time(self, index: int) -> int:
        """The time of a block's first entry, Unix ms.

        Raises:
            NotATile: its bundle is missing or holds something else.
        """
        width = self.width(index)
        entries = tiles.unbundle(self._fetch(Tile(ENTRIES, index, width)), width)
        try:
            return read_leaf(entries[0])[0]
        except NotAnEntry as error:
            raise NotATile(error.message.en, error.message.ko) from error

    def upper_levels(self, roots: Sequence[bytes]) -> Iterator[Finding]:
        """Tiles above level 0 against the full blocks below them."""
        level, below = 1, list(roots)
        while below:
            above: list[bytes] = []
            for first in range(0, len(below), WIDTH):
                group = below[first : first + WIDTH]
                tile = Tile(level, first // WIDTH, len(group))
                missing: list[Finding] = []
                if self.hashes(tile, missing) not in (None, group):
                    yield Finding("tile-differs", tile.path)
                yield from missing
                if len(group) == WIDTH:
                    above.append(merkle.root_of(group))
            level, below = level + 1, above

    def older_blocks(self, count: int, findings: list[Finding]) -> list[bytes] | None:
        """Roots of the first full blocks, as the tiles of level 1 have them."""
        roots: list[bytes] = []
        full = self.size // WIDTH
        for index in range(-(-count // WIDTH)):
            held = self.hashes(Tile(1, index, min(WIDTH, full - index * WIDTH)), findings)
            if held is None:
                return None
            roots += held
        return roots[:count]

    def strays(self) -> Iterator[Finding]:
        """What lies among the tiles and is none, and older widths of tiles that are no more than
        the beginning of what they have become."""
        root = self._folder / "tile"
        for folder, _, names in os.walk(root):
            for name in names:
                path = str((Path(folder) / name).relative_to(self._folder))
                if not name.startswith("."):
                    yield from self._one(path)

    def _one(self, path: str) -> Iterator[Finding]:
        try:
            tile = tiles.parse_path(path)
        except NotATile:
            yield Finding("tile-stray", path)
            return
        held = (self.size >> tiles.HEIGHT * max(tile.level, 0)) - tile.index * WIDTH
        if not tile.partial or held <= tile.width:
            return  # looked at as a tile of this tree, or of a tree that is not signed yet
        now = Tile(tile.level, tile.index, min(WIDTH, held))
        try:
            whole = self._fetch(now)
        except NotATile:
            return  # missing, which is said where it is looked at
        part = durable.read(self._folder / path)
        if part is not None and not _begins(whole, part, tile):
            yield Finding("tile-differs", path)


def _begins(whole: bytes, part: bytes, tile: Tile) -> bool:
    """Whether `part` holds the first entries or hashes of `whole`, as many as `tile` has."""
    try:
        if tile.level == ENTRIES:
            tiles.unbundle(part, tile.width)
        else:
            tiles.split(part, tile.width)
    except NotATile:
        return False
    return whole.startswith(part)


def _differing(
    bundle: Tile, entries: Sequence[bytes], said: Sequence[bytes] | None
) -> Iterator[Finding]:
    """Each entry of a bundle that has not the hash of its tile, or is no leaf of ours."""
    for offset, entry in enumerate(entries):
        where = f"{bundle.path} #{bundle.index * WIDTH + offset}"
        if said is not None and said[offset] != merkle.leaf_hash(entry):
            yield Finding("leaf-hash-differs", where)
        try:
            read_leaf(entry)
        except NotAnEntry:
            yield Finding("leaf-malformed", where)


class PublishedTree:
    """The tree of the published entries as its blocks come; no more is known after a block that is
    not whole.

    Args:
        files: whose blocks they are.
        marks: sizes at which the root is wanted.
        older: roots of the full blocks that are taken as the tiles have them.
    """

    def __init__(self, files: Files, marks: Iterable[int], older: Sequence[bytes] = ()) -> None:
        self._files = files
        self._growth = Growth(marks, older)
        self._roots = list(older)
        self._whole = True

    def add(self, block: Block | None) -> None:
        """The next block; None for one that is not whole."""
        if block is None:
            self._whole = False
        elif self._whole:
            self._growth.add(block)
            if block.width == WIDTH:
                self._roots.append(block.root)

    def root_at(self, size: int) -> bytes | None:
        """The root when so many entries were published."""
        return self._growth.root_at(size)

    def findings(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        """The upper tiles, and the root that was signed."""
        if self._whole:
            yield from self._files.upper_levels(self._roots)
            if self.root_at(checkpoint.size) != checkpoint.root:
                yield Finding("root-differs", CHECKPOINT)
