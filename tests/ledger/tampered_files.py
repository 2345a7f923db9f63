"""Tampering with what lies outside the database: tiles, notes, keys, the signer's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from keepword.ledger import merkle
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import leaf
from keepword.ledger.notes import SigningKey
from tests.ledger.book import ORIGIN
from tests.ledger.tampered import COUNT, Case, Tamper, flip


def hashes_of(rows: Iterable[tuple[int, bytes]]) -> list[bytes]:
    """Leaf hashes of entries."""
    return [merkle.leaf_hash(leaf(time_ms, committed)) for time_ms, committed in rows]


def file(path: str, change: Callable[[bytes], bytes], where: str = "") -> Tamper:
    """Change a published file."""

    def tamper(case: Case) -> str:
        changed = case.book.public / path
        changed.write_bytes(change(changed.read_bytes()))
        return where or path

    return tamper


def missing(path: str) -> Tamper:
    """Take a published file away."""

    def tamper(case: Case) -> str:
        (case.book.public / path).unlink()
        return path

    return tamper


def added(path: str, data: bytes) -> Tamper:
    """Put a file among the published ones."""

    def tamper(case: Case) -> str:
        new = case.book.public / path
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        return path

    return tamper


def forged(case: Case, key: SigningKey, checkpoint: Checkpoint) -> str:
    (case.book.public / "checkpoint").write_text(key.sign(checkpoint.text))
    return "checkpoint"


def signed_by_another(case: Case) -> str:
    return forged(case, SigningKey(ORIGIN, bytes(32)), Checkpoint(ORIGIN, COUNT, bytes(32)))


def own_key(case: Case) -> SigningKey:
    return SigningKey.read((case.book.folder / "keys" / "ledger-signing-key").read_text())


def of_another_log(case: Case) -> str:
    return forged(case, own_key(case), Checkpoint("ledger.example/other", COUNT, bytes(32)))


def another_root(case: Case) -> str:
    """With the log's own key: a log shown to one reader only."""
    return forged(case, own_key(case), Checkpoint(ORIGIN, COUNT, bytes(32)))


def another_key(case: Case) -> str:
    (case.book.public / "vkey").write_text(f"{SigningKey(ORIGIN, bytes(32)).verifier}\n")
    return "vkey"


def changed_throughout(case: Case) -> str:
    """A bundle and its tile fit each other, and not the root."""
    bundle = case.book.public / "tile/entries/000"
    spoilt = flip(LEAF_AT_1)(bundle.read_bytes())
    bundle.write_bytes(spoilt)
    tile = case.book.public / "tile/0/000"
    hashed = merkle.leaf_hash(spoilt[43 + 2 : 43 + 43])
    tile.write_bytes(tile.read_bytes()[:32] + hashed + tile.read_bytes()[64:])
    assert ("published-otherwise", case.row(1)) in case.findings()
    return "checkpoint"


def memory(change: Callable[[bytes], bytes]) -> Tamper:
    def tamper(case: Case) -> str:
        state = case.book.signer.state
        state.write_bytes(change(state.read_bytes()))
        return state.name

    return tamper


def memory_gone(case: Case) -> str:
    case.book.signer.state.unlink()
    return case.book.signer.state.name


def memory_of_before(case: Case) -> str:
    """The signer's file was put back to what it was 260 entries earlier."""
    rows = case.book.connection.execute(
        "SELECT time_ms, commitment FROM ledger.entry WHERE idx < 40 ORDER BY idx"
    ).fetchall()
    older = Checkpoint(ORIGIN, 40, merkle.root_of(hashes_of(rows)))
    case.book.signer.state.write_text(own_key(case).sign(older.text))
    assert "signed-differs" not in dict(case.findings())
    return f"40 < {COUNT}"


LEAF_AT_1 = 2 + 41 + 2 + 20
TAMPERINGS: dict[str, tuple[str, Tamper]] = {
    "a byte of a bundle": (
        "leaf-hash-differs",
        file("tile/entries/000", flip(LEAF_AT_1), "tile/entries/000 #1"),
    ),
    "a bundle and its tile": ("root-differs", changed_throughout),
    "the version of a published leaf": (
        "leaf-malformed",
        file("tile/entries/000", flip(2 + 41 + 2), "tile/entries/000 #1"),
    ),
    "the length of a published leaf": ("tile-missing", file("tile/entries/000", flip(1))),
    "a bundle cut short": ("tile-missing", file("tile/entries/000", lambda data: data[:-1])),
    "a bundle with an entry more": (
        "tile-missing",
        file("tile/entries/000", lambda data: data + data[:43]),
    ),
    "a byte of a tile": (
        "leaf-hash-differs",
        file("tile/0/000", flip(33), "tile/entries/000 #1"),
    ),
    "a tile cut short": ("tile-missing", file("tile/0/000", lambda data: data[:-32])),
    "a byte of an upper tile": ("tile-differs", file("tile/1/000.p/1", flip(0))),
    "an older width of a tile": ("tile-differs", added("tile/0/001.p/9", bytes(9 * 32))),
    "a file that is no tile": ("tile-stray", added("tile/0/notes.txt", b"")),
    "a missing tile": ("tile-missing", missing("tile/0/001.p/44")),
    "a missing bundle": ("tile-missing", missing("tile/entries/000")),
    "a missing upper tile": ("tile-missing", missing("tile/1/000.p/1")),
    "no checkpoint": ("checkpoint-missing", missing("checkpoint")),
    "a byte of the checkpoint": ("checkpoint-broken", file("checkpoint", flip(30))),
    "a checkpoint signed by another key": ("checkpoint-broken", signed_by_another),
    "a checkpoint of another log": ("checkpoint-broken", of_another_log),
    "a checkpoint over another root": ("root-differs", another_root),
    "another key beside the checkpoint": ("vkey-differs", another_key),
    "the signer's memory spoilt": ("signed-broken", memory(flip(5))),
    "the signer's memory gone": ("signed-missing", memory_gone),
    "the signer's memory put back": ("signed-behind", memory_of_before),
}
