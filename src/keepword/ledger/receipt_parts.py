"""The parts of a receipt beside its words: entries with their proofs, and one person among many.

An act on many people is one entry whose body says only how many, and the root of a tree over them
(`ledger.bulk`). A branch shows its own person and nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from keepword.ledger import bulk, canonical, proofs
from keepword.ledger.bulk import Branch
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import NONCE, commitment, leaf
from keepword.ledger.errors import NotAProof, NotAReceipt
from keepword.ledger.merkle import HASH, leaf_hash
from keepword.ledger.notes import VerifierKey
from keepword.ledger.proofs import Proof
from keepword.ledger.receipt_words import FINALITIES, korean_time
from keepword.ledger.text import from_base64, from_hex, to_base64
from keepword.ledger.writer import BODY_VERSION

_LONGEST = 63


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry: its body, its nonce, and the proof that both are in the log."""

    body: dict[str, Any]
    nonce: bytes
    proof: Proof

    @classmethod
    def read(cls, fields: object) -> Proven:
        """Out of the fields `entry`, `nonce` and `proof`.

        Raises:
            NotAReceipt: another form.
            NotAProof: a proof that cannot be read.
        """
        held = fields if isinstance(fields, dict) else {}
        body, nonce, proof = (held.get(name) for name in ("entry", "nonce", "proof"))
        if not isinstance(nonce, str) or not isinstance(proof, str):
            raise unreadable()
        raw = from_hex(nonce)
        if raw is None or len(raw) != NONCE or not isinstance(body, dict) or not _is_body(body):
            raise unreadable()
        return cls(body, raw, proofs.read(proof))

    def as_record(self) -> dict[str, Any]:
        """Those fields."""
        proof = proofs.write(self.proof.index, self.proof.path, self.proof.checkpoint)
        return {"entry": self.body, "nonce": self.nonce.hex(), "proof": proof}

    def check(self, key: VerifierKey) -> Checkpoint:
        """The checkpoint in whose tree the entry is, accepted by `key`.

        Raises:
            ProofBroken: it is not shown.
        """
        committed = commitment(self.nonce, canonical.encode(self.body))
        return self.proof.check(leaf_hash(leaf(self.body["at"], committed)), key)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the people that an entry concerns."""

    subject: UUID
    branch: Branch

    @classmethod
    def read(cls, field: object) -> Person:
        """From its field.

        Raises:
            NotAReceipt: another form.
        """
        names = {"subject", "index", "nonce", "path"}
        if not isinstance(field, dict) or field.keys() != names:
            raise unreadable()
        subject, index, nonce, path = (field[n] for n in ("subject", "index", "nonce", "path"))
        raw = from_hex(nonce) if isinstance(nonce, str) else None
        hashes = [from_base64(each) if isinstance(each, str) else None for each in _list(path)]
        known = tuple(each for each in hashes if each is not None and len(each) == HASH)
        if type(index) is not int or raw is None or len(raw) != NONCE:
            raise unreadable()
        if len(known) != len(hashes) or len(known) > _LONGEST or not is_id(subject):
            raise unreadable()
        return cls(UUID(subject), Branch(index, raw, known))

    def as_record(self) -> dict[str, Any]:
        """Its field."""
        return {
            "subject": str(self.subject),
            "index": self.branch.index,
            "nonce": self.branch.nonce.hex(),
            "path": list(map(to_base64, self.branch.path)),
        }

    def check(self, people: object) -> None:
        """That the person is among the `people` of a body.

        Raises:
            NotAReceipt: it is not shown, or the field is none.
        """
        held = people if isinstance(people, dict) and is_people(people) else None
        if held is None:
            raise unreadable()
        try:
            bulk.check(self.branch, self.subject.bytes, held["n"], bytes.fromhex(held["root"]))
        except NotAProof as error:
            raise NotAReceipt(error.message.en, error.message.ko) from error


def is_people(people: object) -> bool:
    """Whether a body's `people` is what it has to be: how many, and the root over them."""
    if not isinstance(people, dict) or people.keys() != {"n", "root"}:
        return False
    count, root = people["n"], people["root"]
    hashed = from_hex(root) if isinstance(root, str) else None
    return type(count) is int and count > 0 and hashed is not None and len(hashed) == HASH


def check_turn(erased: Proven, turn: Proven) -> None:
    """That `turn` is a root turn which ended what `erased` is about.

    It stands behind it in the log and began (`begun`, where the entry says so) no earlier.

    Raises:
        NotAReceipt: it is none, or an earlier one.
    """
    body = turn.body
    finality, final_on = body.get("finality"), body.get("final_on")
    dated = isinstance(final_on, str) and _is_date(final_on)
    if body.get("act") != "turn" or not isinstance(finality, str) or finality not in FINALITIES:
        raise unreadable()
    if finality == "dated" and not dated:
        raise unreadable()
    begun = body.get("begun", body["at"])
    same = erased.proof.checkpoint == turn.proof.checkpoint
    if type(begun) is not int or not same or turn.proof.index <= erased.proof.index:
        raise unreadable()
    if begun < erased.body["at"]:
        raise NotAReceipt(
            "The root turn began before the erasure.", "최상위 키 교체가 삭제보다 먼저입니다."
        )


def is_id(text: object) -> bool:
    """Whether it is the one text of an id."""
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False


def _is_body(body: dict[str, Any]) -> bool:
    """Whether the fields that are relied on are there and of their types."""
    at, version = body.get("at"), body.get("v")
    if type(at) is not int or type(version) is not int or version != BODY_VERSION:
        return False
    if "people" in body and not is_people(body["people"]):
        return False
    try:
        return is_id(body.get("id")) and bool(korean_time(at))
    except OverflowError:
        return False


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise unreadable()
    return value


def texts_of(content: dict[str, Any]) -> Iterator[bytes]:
    """The texts that JSON tools write for a value: spaced and escaped all through in one way.

    A file that is none of them was touched by hand, be it only where nothing seems to change.
    """
    spaced: list[dict[str, Any]] = [{"separators": (",", ":")}, *({"indent": n} for n in (1, 2, 4))]
    for spacing in [{}, *spaced]:
        for escaped in (False, True):
            text = json.dumps(content, ensure_ascii=escaped, **spacing)
            yield text.encode("utf-8", "surrogatepass")


def unreadable() -> NotAReceipt:
    """The file is not as it was issued."""
    return NotAReceipt(
        "The file is not a receipt or certificate as it was issued.",
        "발급된 그대로의 영수증이나 증명서가 아닙니다.",
    )
