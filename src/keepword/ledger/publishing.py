"""The public files of the log: tiles, entry bundles, checkpoint, verifier key.

Order of publication: the transaction has committed → tiles → signature → (cosignatures of
witnesses) → checkpoint. Whoever reads a checkpoint finds every tile of its tree. A tile that a
signed checkpoint needs is never written over; what is missing is made from the level below, and the
lowest from the database.

Where witnesses are asked (`Signer.withholds`), `publish` ends with the signature, and `show_newer`
puts the checkpoint in its place once they have cosigned it. Nobody outside sees it before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from keepword.ledger import checkpoints, durable, merkle, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import NotATile, NothingPublished, NotInOrder, ProofBroken
from keepword.ledger.merkle import Frontier
from keepword.ledger.notes import VerifierKey
from keepword.ledger.signing import Signer, rolled_back
from keepword.ledger.tiles import ENTRIES, Fetch, Tile

CHECKPOINT = "checkpoint"
VKEY = "vkey"
TIMESTAMPS = "timestamp"
"""The folder of checkpoints with RFC 3161 timestamps."""

Leaves = Callable[[int, int], list[bytes]]
"""`leaves(begin, end)`: the entries (41 bytes each) from one index up to another."""

_AT_ONCE = 256
"""Tiles that are written between two flushes of their folders."""


def fetcher(folder: Path) -> Fetch:
    """Tiles from the files below `folder`; a full tile serves for its partial ones."""

    def fetch(tile: Tile) -> bytes:
        data = durable.read(folder / tile.path)
        if data is not None:
            return data
        whole = durable.read(folder / tile.full.path)
        if whole is None:
            raise NotATile(f"{tile.path} is missing.", f"{tile.path} 파일이 없습니다.")
        if tile.level == ENTRIES:
            return tiles.bundle(tiles.unbundle(whole, tiles.WIDTH)[: tile.width])
        return whole[: tile.width * merkle.HASH]

    return fetch


def latest(public: Path, key: VerifierKey) -> tuple[Checkpoint, bytes]:
    """The latest published checkpoint and its note.

    Raises:
        NothingPublished: there is none.
        ProofBroken: it is not one, or not signed by `key`.
    """
    note = durable.read(public / CHECKPOINT)
    if note is None:
        raise NothingPublished("There is no checkpoint yet.", "체크포인트가 아직 없습니다.")
    return checkpoints.read(note, key), note


def published_key(public: Path) -> VerifierKey:
    """The verifier key that lies beside the checkpoint.

    Raises:
        NothingPublished: there is none.
        NotAKey: it cannot be read.
    """
    text = durable.read(public / VKEY)
    if text is None:
        raise NothingPublished("There is no verifier key yet.", "검증 키가 아직 없습니다.")
    return VerifierKey.read(text.decode("utf-8", "replace"))


def publish(public: Path, signer: Signer, tree: Frontier, leaves: Leaves) -> None:
    """Bring the files to `tree`, sign it, and show the checkpoint, unless the signer withholds it
    until witnesses have cosigned it. Safe to repeat at any point.

    Raises:
        RolledBack: the tree is not the last signed one grown on; nothing new is shown.
        NotInOrder: the tiles do not lead to the tree's root, or entries are missing.
    """
    shown = durable.read(public / CHECKPOINT)
    if shown is not None:
        signer.adopt(shown)
    last = signer.last()
    signed = last[0].size if last else 0
    if tree.size < signed:
        raise rolled_back(tree.size, signed)
    if shown is not None and _size(shown, signer.verifier) > signed:
        # The signer's memory is older than what everybody has seen: it was put back.
        raise rolled_back(tree.size, _size(shown, signer.verifier))
    fetch = fetcher(public)
    if signer.published is None:
        _write(public, _missing(public, signed), 0, fetch, leaves)
    signer.published = None  # until all of it is there
    _write(public, tiles.tiles_of(tree.size, signed), signed, fetch, leaves)
    note = signer.sign(tree.size, tree.root(), _path(fetch, tree, signed))
    _show_key(public, signer.vkey)
    if not signer.withholds and not _is_shown(note, shown, signer.verifier):
        show(public, note, signer.vkey, shown)
    _tidy(public, signed, tree.size)
    signer.published = tree.size


def show(public: Path, note: bytes, vkey: str, shown: bytes | None) -> None:
    """Put the signed checkpoint in its place, and beside it the key it is signed with."""
    _show_key(public, vkey)
    if note != shown:
        durable.write(public / CHECKPOINT, note)


def show_newer(public: Path, note: bytes, key: VerifierKey) -> bool:
    """Show a checkpoint that was withheld, or one with more cosignatures; never an older one.

    Returns whether it stands there now.

    Raises:
        ProofBroken: `key` did not sign it.
    """
    size = checkpoints.read(note, key).size
    shown = durable.read(public / CHECKPOINT)
    if shown is not None and shown != note and _size(shown, key) > size:
        return False
    show(public, note, str(key), shown)
    return True


def _show_key(public: Path, vkey: str) -> None:
    key = f"{vkey}\n".encode()
    if durable.read(public / VKEY) != key:
        durable.write(public / VKEY, key)


def _is_shown(note: bytes, shown: bytes | None, key: VerifierKey) -> bool:
    """Whether the very checkpoint stands there already, be it with cosignatures behind it."""
    if shown is None or not shown.startswith(note):
        return False
    return _size(shown, key) >= 0


def _size(shown: bytes, key: VerifierKey) -> int:
    """Entries of a checkpoint that stands there; -1 where it is none of ours."""
    try:
        return checkpoints.read(shown, key).size
    except ProofBroken:
        return -1


def _path(fetch: Fetch, tree: Frontier, signed: int) -> list[bytes]:
    """Proof that the tree continues the signed one, once its tiles lead to its root.

    Raises:
        NotInOrder: they do not.
    """
    source = tiles.source(fetch, tree.size)
    if merkle.root(source, tree.size) != tree.root():
        raise NotInOrder(
            "The tiles do not lead to the root of the tree in the database.",
            "타일이 데이터베이스에 있는 트리의 루트로 이어지지 않습니다.",
        )
    return merkle.prove_consistency(source, signed, tree.size)


def _missing(public: Path, size: int) -> Iterator[Tile]:
    """Tiles of a tree of `size` that are there neither partial nor full."""
    for tile in tiles.tiles_of(size):
        if not any((public / each).exists() for each in {tile.path, tile.full.path}):
            yield tile


def _write(public: Path, wanted: Iterable[Tile], since: int, fetch: Fetch, leaves: Leaves) -> None:
    """Make and write tiles level by level, as a level is made from the files of the one below.

    `since`: the size of a tree whose tiles are there.
    """
    for _, level in groupby(wanted, key=lambda tile: tile.level):
        while group := list(islice(level, _AT_ONCE)):
            made = {public / tile.path: _made(tile, since, fetch, leaves) for tile in group}
            durable.write_all(made)


def _made(tile: Tile, since: int, fetch: Fetch, leaves: Leaves) -> bytes:
    """A tile's bytes."""
    first = tile.index * tiles.WIDTH
    if tile.level == ENTRIES:
        return tiles.bundle(leaves(first, first + tile.width))
    if tile.level == 0:
        entries = tiles.unbundle(fetch(Tile(ENTRIES, tile.index, tile.width)), tile.width)
        return b"".join(map(merkle.leaf_hash, entries))
    return _upper(tile, since, fetch)


def _upper(tile: Tile, since: int, fetch: Fetch) -> bytes:
    """A tile above level 0: what it held when the tree had `since` entries, and what came since."""
    first = tile.index * tiles.WIDTH
    held = (since >> tiles.HEIGHT * tile.level) - first
    data = fetch(Tile(tile.level, tile.index, held)) if held > 0 else b""
    for index in range(first + max(held, 0), first + tile.width):
        below = tiles.split(fetch(Tile(tile.level - 1, index)), tiles.WIDTH)
        data += merkle.root_of(below)
    return data


def _tidy(public: Path, before: int, size: int) -> None:
    """Partial tiles whose full tile has come are served no more (tlog-tiles: MAY delete)."""
    for tile in tiles.tiles_of(size, before):
        if not tile.partial:
            shutil.rmtree(public / f"{tile.path}.p", ignore_errors=True)


def export(public: Path, target: Path) -> Checkpoint:
    """Copy what verifies the log elsewhere: checkpoint, key, the tiles of its tree, timestamps.

    `target` is made; what is in it and is not of this tree would stay.

    Raises:
        NothingPublished: there is no checkpoint yet.
        ProofBroken: checkpoint or tiles cannot be read.
    """
    key = published_key(public)
    checkpoint, note = latest(public, key)
    fetch = fetcher(public)
    wanted = iter(tiles.tiles_of(checkpoint.size))
    while group := list(islice(wanted, _AT_ONCE)):
        durable.write_all({target / tile.path: fetch(tile) for tile in group})
    stamps = {target / TIMESTAMPS / f.name: f.read_bytes() for f in _stamps(public)}
    if stamps:
        durable.write_all(stamps)
    show(target, note, str(key), None)
    return checkpoint


def _stamps(public: Path) -> Iterator[Path]:
    """Finished files of timestamps."""
    folder = public / TIMESTAMPS
    if folder.is_dir():
        yield from (each for each in sorted(folder.iterdir()) if not each.name.startswith("."))
