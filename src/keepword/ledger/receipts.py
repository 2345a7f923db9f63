"""Receipts and certificates: one entry, its nonce, and the proof that it is in the log.

    {"type": "keepword/consent-receipt@v1" | "keepword/certificate@v1" |
             "keepword/certificate@v2" | "keepword/entry-receipt@v1",
     "state": "erased" | "final"  (certificates only: v1 is erased, v2 is final)
     "entry": the body, "nonce": hex, "proof": C2SP tlog-proof@v1,
     "turn": {"entry", "nonce", "proof"}            (v2 only: the root turn that made it final)
     "person": {"subject", "index", "nonce", "path"}  (an entry about many people: this one)
     "says": {"ko": …, "en": …}}

`says` follows from the rest, word for word, so it cannot be changed unseen; its words are part of
the version and stay as they are. Consents (P19, P66), destruction (P64, P72) and every act that
concerns a person (P87) can be shown so to anyone, and whoever checks needs no access to the house.

What a file discloses. The commitment binds the whole body, so the whole body is in it: time, act,
outcome and its grounds, task, purpose and items (names of items, never a value), and random ids
(the person's, the record's, the entry's, the acting account's). Of staff: department and role, the
network address of the workstation, and, where a connected system asked, that system and the
account there; no names. Of other people: nothing; of many people, how many. One field may hold what
somebody typed: `why`, the reason for an emergency look. `has_words` tells such entries; a file of
one is for the rights desk to hand out after reading it, not for a button.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.ledger import canonical, checkpoints, merkle, publishing, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import LedgerError, NotAProof, NotAReceipt
from keepword.ledger.notes import VerifierKey
from keepword.ledger.proofs import Proof
from keepword.ledger.reading import Reader
from keepword.ledger.receipt_parts import (
    Person,
    Proven,
    check_turn,
    texts_of,
    unreadable,
)
from keepword.ledger.receipt_words import FINAL_TYPE, Kind, State, says
from keepword.storage.sql import Cursor

__all__ = [
    "STATE", "Kind", "Receipt", "State", "as_file", "concerns", "final", "has_words", "read",
    "receipt", "says",
]  # fmt: skip

LARGEST = 1_000_000
"""Bytes of a file that is looked at."""

STATE = State.ERASED.value
"""The state that a certificate is issued with."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt or certificate whose parts fit together; the proofs are not checked yet."""

    kind: Kind
    shown: Proven
    turn: Proven | None = None
    person: Person | None = None

    @property
    def body(self) -> dict[str, Any]:
        """The entry's body."""
        return self.shown.body

    @property
    def nonce(self) -> bytes:
        """The entry's nonce."""
        return self.shown.nonce

    @property
    def proof(self) -> Proof:
        """Where the entry stands."""
        return self.shown.proof

    @property
    def entry(self) -> UUID:
        """The entry's id."""
        return UUID(self.body["id"])

    @property
    def type(self) -> str:
        """As it stands in the file."""
        return FINAL_TYPE if self.turn is not None else self.kind.value

    @property
    def state(self) -> State | None:
        """How far the destruction has come; None for what is no certificate."""
        if self.kind is not Kind.CERTIFICATE:
            return None
        return State.ERASED if self.turn is None else State.FINAL

    @property
    def message(self) -> Message:
        """What it says to people."""
        return says(self.kind, self.body, self.turn.body if self.turn else None)

    def check(self, key: VerifierKey) -> Checkpoint:
        """The checkpoint in whose tree the entry is (and the turn's), accepted by `key`.

        Raises:
            ProofBroken: it is not shown.
        """
        if self.turn is not None:
            self.turn.check(key)
        return self.shown.check(key)

    def as_record(self) -> dict[str, Any]:
        """The file's content."""
        content: dict[str, Any] = {"type": self.type, **self.shown.as_record()}
        if self.state is not None:
            content["state"] = self.state.value
        if self.turn is not None:
            content["turn"] = self.turn.as_record()
        if self.person is not None:
            content["person"] = self.person.as_record()
        said = self.message
        return content | {"says": {"ko": said.ko, "en": said.en}}


def concerns(body: dict[str, Any], subject: UUID) -> bool:
    """Whether an entry is about this person alone."""
    return body.get("subject") == str(subject)


def has_words(body: dict[str, Any]) -> bool:
    """Whether somebody's own words stand in it, which may speak of other people."""
    return "why" in body


def receipt(
    cur: Cursor,
    reader: Reader,
    public: Path,
    entry: UUID,
    kind: Kind,
    *,
    subject: UUID | None = None,
) -> dict[str, Any] | None:
    """The file's content for an entry; None while it is not in a published tree.

    Args:
        cur: reads the entry.
        reader: opens it.
        public: the folder of the published files.
        entry: its id.
        kind: what is to be shown.
        subject: whom it is for; where the entry is about many people, it shows this one.

    Raises:
        NotAReceipt: an entry that this kind does not show, or not about this person.
        ProofBroken, NothingPublished, BodyClosed: the ledger is not in order.
    """
    shown = _proven(cur, reader, public, entry)
    if shown is None:
        return None
    if kind is Kind.CERTIFICATE and "people" in shown.body:
        raise NotAReceipt(
            "An erasure of many people is shown by a bulk certificate.",
            "여러 사람의 파기는 일괄 파기 증명서로 확인합니다.",
        )
    person = None if subject is None else _person(cur, reader, shown, subject)
    return _issued(Receipt(kind, shown, person=person), publishing.published_key(public))


def final(
    cur: Cursor, reader: Reader, public: Path, entry: UUID, turn_entry: UUID
) -> dict[str, Any] | None:
    """The content of a certificate (v2) whose destruction became final; None while one of the two
    entries is not in a published tree.

    Args:
        cur: reads the entries.
        reader: opens them.
        public: the folder of the published files.
        entry: of the erasure.
        turn_entry: of the root turn that ended what older copies need.

    Raises:
        NotAReceipt: not an erasure, or not a turn after it.
        ProofBroken, NothingPublished, BodyClosed: the ledger is not in order.
    """
    note = publishing.latest(public, publishing.published_key(public))[1]
    erased = _proven(cur, reader, public, entry, note)
    turn = _proven(cur, reader, public, turn_entry, note)
    if erased is None or turn is None:
        return None
    made = Receipt(Kind.CERTIFICATE, erased, turn)
    return _issued(made, publishing.published_key(public))


def as_file(content: dict[str, Any]) -> bytes:
    """The file to hand out: canonical JSON, one line."""
    return canonical.encode(content) + b"\n"


def read(file: bytes) -> Receipt:
    """Take a file apart.

    Raises:
        NotAReceipt: another form, or parts that do not fit each other.
        NotAProof: a proof that cannot be read.
    """
    if len(file) > LARGEST:
        raise unreadable()
    try:
        content = canonical.read(file)
    except LedgerError:
        raise unreadable() from None
    if not isinstance(content, dict) or file.strip() not in texts_of(content):
        raise unreadable()
    type_ = content.get("type")
    kind = next((each for each in Kind if each.value == type_), None)
    kind = Kind.CERTIFICATE if type_ == FINAL_TYPE else kind
    if kind is None:
        raise unreadable()
    turn = Proven.read(content.get("turn")) if type_ == FINAL_TYPE else None
    person = Person.read(content["person"]) if "person" in content else None
    found = Receipt(kind, Proven.read(content), turn, person)
    _check(found)
    if content != found.as_record():
        raise unreadable()
    return found


def _check(found: Receipt) -> None:
    """That the parts fit each other.

    Raises:
        NotAReceipt: they do not.
    """
    if found.turn is not None:
        check_turn(found.shown, found.turn)
    people = found.body.get("people")
    if found.person is not None:
        found.person.check(people)
    of_many = found.kind is Kind.ENTRY_RECEIPT and people is not None
    one = isinstance(found.body.get("subject"), str)
    if of_many != (found.person is not None) or (
        found.kind is Kind.ENTRY_RECEIPT and of_many == one
    ):
        raise NotAReceipt(
            "An entry receipt is about one person.", "항목 영수증은 한 사람에 관한 것입니다."
        )


def _person(cur: Cursor, reader: Reader, shown: Proven, subject: UUID) -> Person | None:
    """The branch of `subject` where the entry is about many people, None where about them alone.

    Raises:
        NotAReceipt: it is about somebody else, or nobody.
    """
    if concerns(shown.body, subject):
        return None
    try:
        branch = reader.branch(cur, UUID(shown.body["id"]), subject)
    except NotAProof:
        branch = None
    if branch is None:
        raise NotAReceipt("The entry is not about this person.", "이 분에 관한 항목이 아닙니다.")
    return Person(subject, branch)


def _issued(made: Receipt, key: VerifierKey) -> dict[str, Any]:
    """The content, once it is seen to be what a verifier takes."""
    _check(made)
    content = made.as_record()
    read(as_file(content)).check(key)
    return content


def _proven(
    cur: Cursor, reader: Reader, public: Path, entry: UUID, note: bytes | None = None
) -> Proven | None:
    """An entry with its proof in the latest published tree (or that of `note`)."""
    found = reader.of_entry(cur, entry)
    if found is None or found.index is None:
        return None
    key = publishing.published_key(public)
    if note is None:
        note = publishing.latest(public, key)[1]
    checkpoint = checkpoints.read(note, key)
    if found.index >= checkpoint.size:
        return None
    source = tiles.source(publishing.fetcher(public), checkpoint.size)
    path = merkle.prove_inclusion(source, found.index, checkpoint.size)
    return Proven(found.body, found.nonce, Proof(found.index, tuple(path), note))
