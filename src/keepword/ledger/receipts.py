"""Receipts and certificates: one entry, its nonce, and the proof that it is in the log.

    {"type": "keepword/consent-receipt@v1" | "keepword/certificate@v1",
     "state": "erased"            (certificates only)
     "entry": the body, "nonce": hex, "proof": C2SP tlog-proof@v1, "says": {"ko": …, "en": …}}

`says` follows from the rest, word for word, so it cannot be changed unseen; its words are part of
the version and stay as they are. Consents (P19, P66) and destruction (P64, P72) can be shown so to
anyone, and whoever checks needs no access to the house.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.ledger import canonical, merkle, proofs, publishing, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.entries import NONCE, commitment, leaf
from keepword.ledger.errors import LedgerError, NotAReceipt
from keepword.ledger.merkle import leaf_hash
from keepword.ledger.notes import VerifierKey
from keepword.ledger.proofs import Proof
from keepword.ledger.reading import Reader
from keepword.ledger.text import from_hex
from keepword.ledger.writer import BODY_VERSION
from keepword.storage.sql import Cursor


class Kind(StrEnum):
    """What a file shows; the value is its `type`."""

    CONSENT_RECEIPT = "keepword/consent-receipt@v1"
    CERTIFICATE = "keepword/certificate@v1"


LARGEST = 1_000_000
"""Bytes of a file that is looked at."""

STATE = "erased"
"""Keys, index rows and values are gone; older copies become unreadable at the root's turn."""

_HAPPENED = frozenset({"allowed", "done"})
_KOREA = timezone(timedelta(hours=9))
_SAYS = {
    (Kind.CONSENT_RECEIPT, "collect"): Message(
        en="This receipt proves that what was given and consented to at {at} (Korea time) is on "
        "record.",
        ko="{at}(한국 시간)에 제공하고 동의하신 내용이 기록되었음을 증명하는 영수증입니다.",
    ),
    (Kind.CONSENT_RECEIPT, "withdraw"): Message(
        en="This receipt proves that the withdrawal of consent at {at} (Korea time) is on record.",
        ko="{at}(한국 시간)에 동의를 철회하신 사실이 기록되었음을 증명하는 영수증입니다.",
    ),
    (Kind.CERTIFICATE, "leave"): Message(
        en="This certificate proves that the membership ended at {at} (Korea time), that the data "
        "listed under 'destroyed' were erased, and that those under 'kept' stay for the reason "
        "given there. State: erased; copies in backups become unreadable when the root key is "
        "next changed.",
        ko="{at}(한국 시간)에 회원 탈퇴가 처리되어 'destroyed'에 적힌 정보는 삭제되었고 'kept'에 "
        "적힌 정보는 그 사유로 남아 있음을 증명합니다. 상태: 삭제됨(erased). 백업에 남은 사본은 "
        "다음 최상위 키 교체 때 읽을 수 없게 됩니다.",
    ),
    (Kind.CERTIFICATE, "erase"): Message(
        en="This certificate proves that the data listed under 'destroyed' were erased at {at} "
        "(Korea time) because their retention period had ended. State: erased; copies in backups "
        "become unreadable when the root key is next changed.",
        ko="'destroyed'에 적힌 정보가 보유 기간이 끝나 {at}(한국 시간)에 삭제되었음을 증명합니다. "
        "상태: 삭제됨(erased). 백업에 남은 사본은 다음 최상위 키 교체 때 읽을 수 없게 됩니다.",
    ),
}
"""What each kind says about each act it is issued for; part of version 1."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt or certificate whose parts fit together; the proof is not checked yet."""

    kind: Kind
    body: dict[str, Any]
    nonce: bytes
    proof: Proof

    @property
    def entry(self) -> UUID:
        """The entry's id."""
        return UUID(self.body["id"])

    def check(self, key: VerifierKey) -> Checkpoint:
        """The checkpoint in whose tree the entry is, signed by `key`.

        Raises:
            ProofBroken: it is not shown.
        """
        committed = commitment(self.nonce, canonical.encode(self.body))
        return self.proof.check(leaf_hash(leaf(self.body["at"], committed)), key)


def receipt(
    cur: Cursor, reader: Reader, public: Path, entry: UUID, kind: Kind
) -> dict[str, Any] | None:
    """The file's content for an entry; None while it is not in a published tree.

    Raises:
        NotAReceipt: an entry of an act that this kind does not show.
        ProofBroken, NothingPublished, BodyClosed: the ledger is not in order.
    """
    found = reader.of_entry(cur, entry)
    if found is None or found.index is None:
        return None
    key = publishing.published_key(public)
    checkpoint, note = publishing.latest(public, key)
    if found.index >= checkpoint.size:
        return None
    source = tiles.source(publishing.fetcher(public), checkpoint.size)
    path = merkle.prove_inclusion(source, found.index, checkpoint.size)
    content: dict[str, Any] = {"type": kind.value}
    if kind is Kind.CERTIFICATE:
        content["state"] = STATE
    said = says(kind, found.body)
    content |= {
        "entry": found.body,
        "nonce": found.nonce.hex(),
        "proof": proofs.write(found.index, path, note),
        "says": {"ko": said.ko, "en": said.en},
    }
    read(as_file(content)).check(key)
    return content


def as_file(content: dict[str, Any]) -> bytes:
    """The file to hand out: canonical JSON, one line."""
    return canonical.encode(content) + b"\n"


def says(kind: Kind, body: dict[str, Any]) -> Message:
    """The sentence for people.

    Raises:
        NotAReceipt: this kind is not issued for such an act.
    """
    act, outcome = body.get("act"), body.get("outcome")
    found = _SAYS.get((kind, act)) if isinstance(act, str) else None
    if found is None or outcome not in _HAPPENED:
        raise NotAReceipt(
            "No such receipt is issued for this act.", "이 처리에는 발급하지 않는 증명입니다."
        )
    at = _korean_time(body["at"])
    return Message(en=found.en.format(at=at), ko=found.ko.format(at=at))


def read(file: bytes) -> Receipt:
    """Take a file apart.

    Raises:
        NotAReceipt: another form, or parts that do not fit each other.
        NotAProof: a proof that cannot be read.
    """
    if len(file) > LARGEST:
        raise _unreadable()
    try:
        content = canonical.read(file)
    except LedgerError:
        raise _unreadable() from None
    if not isinstance(content, dict) or file.strip() not in _forms(content):
        raise _unreadable()
    kind = next((each for each in Kind if each.value == content.get("type")), None)
    body, nonce, proof = (content.get(name) for name in ("entry", "nonce", "proof"))
    if kind is None or not isinstance(nonce, str) or not isinstance(proof, str):
        raise _unreadable()
    raw = from_hex(nonce)
    if raw is None or len(raw) != NONCE or not isinstance(body, dict) or not _is_body(body):
        raise _unreadable()
    said = says(kind, body)
    state = {"state": STATE} if kind is Kind.CERTIFICATE else {}
    whole = {"type": kind.value, "entry": body, "nonce": nonce, "proof": proof, **state}
    if content != whole | {"says": {"ko": said.ko, "en": said.en}}:
        raise _unreadable()
    return Receipt(kind, body, raw, proofs.read(proof))


def _forms(content: dict[str, Any]) -> Iterator[bytes]:
    """The texts that JSON tools write for a value: spaced and escaped all through in one way.

    A file that is none of them was touched by hand, be it only where nothing seems to change.
    """
    spaced: list[dict[str, Any]] = [{"separators": (",", ":")}, *({"indent": n} for n in (1, 2, 4))]
    for spacing in [{}, *spaced]:
        for escaped in (False, True):
            text = json.dumps(content, ensure_ascii=escaped, **spacing)
            yield text.encode("utf-8", "surrogatepass")


def _is_body(body: dict[str, Any]) -> bool:
    """Whether the fields that are relied on are there and of their types."""
    at, id_ = body.get("at"), body.get("id")
    if type(at) is not int or type(body.get("v")) is not int or not isinstance(id_, str):
        return False
    try:
        return body["v"] == BODY_VERSION and str(UUID(id_)) == id_ and bool(_korean_time(at))
    except (ValueError, OverflowError):
        return False


def _korean_time(time_ms: int) -> str:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=time_ms)
    return f"{at.astimezone(_KOREA):%Y-%m-%d %H:%M:%S}"


def _unreadable() -> NotAReceipt:
    return NotAReceipt(
        "The file is not a receipt or certificate as it was issued.",
        "발급된 그대로의 영수증이나 증명서가 아닙니다.",
    )
