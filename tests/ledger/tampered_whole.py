"""Tampering by somebody who holds everything, the signing key included: only what an auditor brings
along (a checkpoint that was kept, witnesses, the months' keys) shows it."""

from __future__ import annotations

from keepword.ledger import merkle
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.cosignatures import CosignerKey, witnessed
from keepword.ledger.entries import leaf
from keepword.ledger.merkle import Frontier
from keepword.ledger.tiles import WIDTH
from tests.ledger.book import ORIGIN, month_key
from tests.ledger.tampered import COUNT, MONTH, NEXT, Case, Tamper, flip
from tests.ledger.tampered_files import hashes_of, own_key
from tests.ledger.tampered_many import resealed_last
from tests.ledger.witness import TestWitness

Leaves = list[tuple[int, bytes]]


def kept(case: Case) -> bytes:
    """The auditor keeps the checkpoint of today."""
    note = (case.book.public / "checkpoint").read_bytes()
    case.how["known"] = [note]
    return note


def unsuspected(case: Case) -> None:
    """Without what the auditor has, nothing is to be seen."""
    assert case.findings(known=()) == []


def signed_anew(case: Case, size: int, root: bytes) -> None:
    """Checkpoint and signer's memory, signed with the log's own key."""
    note = own_key(case).sign(Checkpoint(ORIGIN, size, root).text)
    (case.book.public / "checkpoint").write_text(note)
    case.book.signer.state.write_text(note)


def put_back(case: Case) -> str:
    """Database, published files and signer's memory, all as they were at 256 entries."""
    kept(case)
    full = (case.book.public / "tile/1/000.p/1").read_bytes()
    case.book.run("DELETE FROM ledger.inbox")
    case.book.run("DELETE FROM ledger.entry WHERE idx >= %s", WIDTH)
    case.book.run("UPDATE ledger.tree SET size = %s, frontier = %s", WIDTH, full)
    for later in ("tile/0/001.p/44", "tile/entries/001.p/44"):
        (case.book.public / later).unlink()
    signed_anew(case, WIDTH, full)
    unsuspected(case)
    return f"{WIDTH} < {COUNT}"


def rewritten(case: Case) -> str:
    """The last entry says something else, and entry, tree, tiles and signatures fit it."""
    kept(case)
    resealed_last(case, {"outcome": "denied"})
    found: Leaves = case.book.connection.execute(
        "SELECT time_ms, commitment FROM ledger.entry ORDER BY idx"
    ).fetchall()
    hashes = hashes_of(found)
    case.book.run("UPDATE ledger.tree SET frontier = %s", Frontier().grown(hashes).packed())
    bundle = b"".join(b"\0\x29" + leaf(*each) for each in found[WIDTH:])
    (case.book.public / "tile/entries/001.p/44").write_bytes(bundle)
    (case.book.public / "tile/0/001.p/44").write_bytes(b"".join(hashes[WIDTH:]))
    for older in case.book.public.glob("tile/*/001.p/*"):
        if older.name != "44":
            older.unlink()
    signed_anew(case, COUNT, merkle.root_of(hashes))
    unsuspected(case)
    return f"{COUNT}"


def kept_spoilt(case: Case) -> str:
    """Somebody got at what the auditor keeps."""
    case.how["known"] = [flip(30)(kept(case))]
    return ""


def not_cosigned(case: Case) -> str:
    """A fork that no witness would sign, for a reader who asks for one."""
    unsuspected(case)
    witness = CosignerKey.read(TestWitness("witness.example/a", 1, {}).vkey)
    case.how["key"] = witnessed(case.book.signer.verifier, [witness], 1)
    return "checkpoint"


def cosigned_badly(case: Case) -> str:
    """A line in the witness's name that it did not write."""
    witness = TestWitness("witness.example/a", 1, {})
    case.how["key"] = witnessed(case.book.signer.verifier, [CosignerKey.read(witness.vkey)], 1)
    note = case.book.public / "checkpoint"
    with note.open("ab") as file:
        file.write(witness.line("another text\n"))
    return "checkpoint"


def keys_exchanged(of: dict[int, int], index: int) -> Tamper:
    """The vault gives another month's key."""

    def tamper(case: Case) -> str:
        def key(month: int) -> bytes:
            return month_key(of.get(month, month))

        case.how["month_key"] = key
        return case.row(index)

    return tamper


TAMPERINGS: dict[str, tuple[str, Tamper]] = {
    "everything put back, the signer's memory included": ("known-ahead", put_back),
    "everything rewritten and signed anew": ("known-contradicts", rewritten),
    "the checkpoint that was kept": ("known-broken", kept_spoilt),
    "a checkpoint without the witness": ("checkpoint-unwitnessed", not_cosigned),
    "a cosignature forged": ("checkpoint-unwitnessed", cosigned_badly),
    "two months' keys exchanged": ("body-closed", keys_exchanged({MONTH: NEXT, NEXT: MONTH}, 0)),
    "the key of another month": ("body-closed", keys_exchanged({NEXT: MONTH}, COUNT - 1)),
}
