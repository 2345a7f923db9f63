"""An exported log: everything is computed anew from the entry bundles, up to the signed root."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from keepword.ledger import checkpoints, durable, merkle, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import read_leaf
from keepword.ledger.errors import NotAnEntry, NotATile, ProofBroken
from keepword.ledger.merkle import Frontier
from keepword.ledger.notes import VerifierKey
from keepword.ledger.publishing import CHECKPOINT, fetcher
from keepword.ledger.tiles import ENTRIES, WIDTH, Tile
from keepword.ledger.verifying.report import Finding, Report


def verify_export(folder: Path, key: VerifierKey) -> Report:
    """Verify checkpoint, bundles and tiles below `folder`; needs no database.

    Every bundle's entries are hashed and compared with their tile, every tile with the level below
    it, the root with the one that `key` signed.
    """
    check = FilesCheck(folder, key)
    looked_at = sum(1 for entry in check.leaf_hashes() if entry is not None)
    signed = check.checkpoint
    return Report(
        origin=signed.origin if signed else None,
        size=signed.size if signed else None,
        root=signed.root if signed else None,
        entries=looked_at,
        waiting=0,
        findings=tuple(check.findings),
    )


class FilesCheck:
    """The published files, looked at once from left to right; `findings` gathers what is wrong."""

    def __init__(self, folder: Path, key: VerifierKey) -> None:
        self.findings: list[Finding] = []
        self._fetch = fetcher(folder)
        self.checkpoint = self._checkpoint(folder, key)

    def leaf_hashes(self) -> Iterator[bytes | None]:
        """Hash of each entry in order; None where it cannot be known. To be used up to its end."""
        size = self.checkpoint.size if self.checkpoint else 0
        tree, above, whole = Frontier(), list[bytes](), True
        for index in range(-(-size // WIDTH)):
            width = min(WIDTH, size - index * WIDTH)
            found = self._bundle(index, width)
            yield from found if found is not None else repeat(None, width)
            whole = whole and found is not None
            if found is not None and whole:
                tree = tree.grown(found)
                if width == WIDTH:
                    above.append(merkle.root_of(found))
        if self.checkpoint and whole:
            self._upper_levels(above)
            if tree.root() != self.checkpoint.root:
                self.findings.append(Finding("root-differs", CHECKPOINT))

    def _checkpoint(self, folder: Path, key: VerifierKey) -> Checkpoint | None:
        note = durable.read(folder / CHECKPOINT)
        if note is None:
            self.findings.append(Finding("checkpoint-missing", CHECKPOINT))
            return None
        try:
            return checkpoints.read(note, key)
        except ProofBroken as error:
            self.findings.append(Finding("checkpoint-broken", CHECKPOINT, error.message))
            return None

    def _bundle(self, index: int, width: int) -> list[bytes] | None:
        """Leaf hashes of one bundle, compared with its tile of level 0; None if it is not whole."""
        bundle, tile = Tile(ENTRIES, index, width), Tile(0, index, width)
        data = self._data(bundle)
        try:
            entries = tiles.unbundle(data, width) if data is not None else None
        except NotATile:
            self.findings.append(Finding("tile-missing", bundle.path))
            entries = None
        said = self._hashes(tile)
        if entries is None:
            return None
        found = list(map(merkle.leaf_hash, entries))
        for offset, entry in enumerate(entries):
            where = f"{bundle.path} #{index * WIDTH + offset}"
            if said is not None and said[offset] != found[offset]:
                self.findings.append(Finding("leaf-hash-differs", where))
            try:
                read_leaf(entry)
            except NotAnEntry:
                self.findings.append(Finding("leaf-malformed", where))
        return found

    def _upper_levels(self, hashes: list[bytes]) -> None:
        """Tiles above level 0 against the full tiles below them."""
        level = 1
        while hashes:
            above: list[bytes] = []
            for first in range(0, len(hashes), WIDTH):
                group = hashes[first : first + WIDTH]
                tile = Tile(level, first // WIDTH, len(group))
                said = self._hashes(tile)
                if said is not None and said != group:
                    self.findings.append(Finding("tile-differs", tile.path))
                if len(group) == WIDTH:
                    above.append(merkle.root_of(group))
            hashes, level = above, level + 1

    def _hashes(self, tile: Tile) -> list[bytes] | None:
        data = self._data(tile)
        try:
            return tiles.split(data, tile.width) if data is not None else None
        except NotATile:
            self.findings.append(Finding("tile-missing", tile.path))
            return None

    def _data(self, tile: Tile) -> bytes | None:
        try:
            return self._fetch(tile)
        except NotATile:
            self.findings.append(Finding("tile-missing", tile.path))
            return None
