"""The example log of docs/verifying-the-ledger.md, written into docs/verifying.

    python -m tests.docs.sample

Seven acts at an invented hospital, made with the ledger's own code from fixed ids, nonces, times
and a signing key that is public by being here. The same files every time.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from keepword.law.day import KOREA
from keepword.ledger import canonical, merkle, proofs, publishing, receipts, tiles
from keepword.ledger.entries import commitment, leaf, time_ms_of
from keepword.ledger.notes import SigningKey
from keepword.ledger.receipts import Kind
from keepword.ledger.signing import STATE_FILE, Signer
from tests.docs.repository import ROOT

FOLDER = ROOT / "docs" / "verifying"
ORIGIN = "privacy.example.org/ledger"


def named(name: str) -> UUID:
    """An id that is the same every time."""
    return uuid5(NAMESPACE_URL, f"https://{ORIGIN}/{name}")


MEMBER, RECORD, UNIT, WRITER = map(named, ("member", "record", "unit", "writer"))
MYSELF = {"kind": "person", "account": str(MEMBER)}
STAFF = {"kind": "staff", "account": str(named("staff")), "department": "outpatient-reception",
         "role": "staff"}  # fmt: skip
BY_STAFF: dict[str, Any] = {"actor": STAFF, "source": "192.0.2.20", "task": "membership"}
BY_MEMBER: dict[str, Any] = {"actor": MYSELF, "source": "192.0.2.10"}
ACTS: tuple[dict[str, Any], ...] = (
    {"act": "sign-in", "outcome": "done", "actor": STAFF, "source": "192.0.2.20"},
    {**BY_MEMBER, "act": "collect", "outcome": "allowed", "task": "joining", "point": "C1",
     "subject": str(MEMBER), "record": str(RECORD), "channel": "CH2", "basis": ["consent"],
     "items": ["date-of-birth", "email", "gender", "login-id", "member-type", "mobile-phone",
               "password", "personal-name"],
     "consents": [{"id": str(named("consent")), "kind": "collect", "scope": "C1", "item": ""}]},
    {**BY_STAFF, "act": "use", "outcome": "allowed", "purpose": "PU6", "point": "C1",
     "subject": str(MEMBER), "items": ["mobile-phone", "personal-name"], "basis": ["consent"]},
    {**BY_STAFF, "act": "use", "outcome": "denied", "reason": "consent-needed", "purpose": "PU16",
     "point": "C1", "subject": str(MEMBER)},
    {**BY_MEMBER, "act": "sign-in", "outcome": "done", "subject": str(MEMBER)},
    {**BY_MEMBER, "act": "leave", "outcome": "done", "subject": str(MEMBER), "channel": "web",
     "destroyed": [{"unit": str(UNIT), "rule": "R2",
                    "items": ["date-of-birth", "email", "gender", "login-id", "member-type",
                              "mobile-phone", "personal-name"]}], "kept": []},
    {"act": "sign-out", "outcome": "done", "actor": STAFF, "source": "192.0.2.20"},
)  # fmt: skip
PROVEN = {1: (Kind.CONSENT_RECEIPT, "receipt.json"), 5: (Kind.CERTIFICATE, "certificate.json")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the example."""

    body: dict[str, Any]
    nonce: bytes

    @property
    def leaf(self) -> bytes:
        """As it stands in the tree."""
        return leaf(self.body["at"], commitment(self.nonce, canonical.encode(self.body)))


def entries() -> list[Entry]:
    """The acts, with what their writer fills in."""
    return [
        Entry(
            {
                **act, "v": 1, "id": str(named(f"entry-{n}")), "w": str(WRITER), "n": n,
                "at": time_ms_of(datetime(2026, 11, 24, 9, n, tzinfo=KOREA)),
                "policy": "asan/2021-01-14",
            },
            hashlib.sha256(f"nonce {n}".encode()).digest(),
        )
        for n, act in enumerate(ACTS, start=1)
    ]  # fmt: skip


def write(folder: Path) -> None:
    """Publish the log in `folder`, with the two files that a person would have been given."""
    made = entries()
    leaves = [entry.leaf for entry in made]
    tree = merkle.Frontier().grown(map(merkle.leaf_hash, leaves))
    key = SigningKey(ORIGIN, hashlib.sha256(b"an example, and no secret").digest())
    with tempfile.TemporaryDirectory() as memory:
        signer = Signer(key, Path(memory) / STATE_FILE)
        publishing.publish(folder, signer, tree, lambda begin, end: leaves[begin:end])
    note = (folder / publishing.CHECKPOINT).read_bytes()
    source = tiles.source(publishing.fetcher(folder), tree.size)
    for index, (kind, name) in PROVEN.items():
        path = merkle.prove_inclusion(source, index, tree.size)
        said = receipts.says(kind, made[index].body)
        content = {
            "type": kind.value,
            "entry": made[index].body,
            "nonce": made[index].nonce.hex(),
            "proof": proofs.write(index, path, note),
            "says": {"ko": said.ko, "en": said.en},
        }
        if kind is Kind.CERTIFICATE:
            content["state"] = receipts.STATE
        (folder / name).write_bytes(receipts.as_file(content))


if __name__ == "__main__":
    write(FOLDER)
