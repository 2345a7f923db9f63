"""Certificates for one person whom an act on many people erased.

    {"type": "keepword/bulk-certificate@v1" | "keepword/bulk-certificate@v2", …}

In everything else a certificate as in `ledger.receipts`: `state` is `erased` in v1 and `final` in
v2, which shows the root turn too, and `person` is the branch of whom it is for (`ledger.bulk`). The
body says of everybody together what went, by rule and collection point, so a file tells nothing of
anybody else but how many they were. The words are part of a version and stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.ledger import canonical, publishing, receipts
from keepword.ledger.errors import LedgerError, NotAReceipt
from keepword.ledger.notes import VerifierKey
from keepword.ledger.reading import Reader
from keepword.ledger.receipt_parts import Person, Proven, check_turn, texts_of, unreadable
from keepword.ledger.receipt_words import Kind, korean_time
from keepword.ledger.receipts import Receipt
from keepword.storage.sql import Cursor

ERASED_TYPE: Final = "keepword/bulk-certificate@v1"
FINAL_TYPE: Final = "keepword/bulk-certificate@v2"

_ERASED = Message(
    en="This certificate proves that data of {count} people were erased in one act at {at} (Korea "
    "time), of the kinds counted under 'destroyed', and that the person under 'person' is one of "
    "them. Units that a rule or a statute keeps are counted under 'kept'.",
    ko="{at}(한국 시간)에 {count}명의 정보가 한 번에 삭제되었고, 'person'에 적힌 분이 그 가운데 한 "
    "명임을 증명합니다. 삭제된 것은 'destroyed'에, 규정이나 법령에 따라 남은 것은 'kept'에 모두 "
    "합한 수로 적혀 있습니다.",
)
_NOT_FINAL = Message(
    en=" State: erased; copies in backups become unreadable when the root key is next changed.",
    ko=" 상태: 삭제됨(erased). 백업에 남은 사본은 다음 최상위 키 교체 때 읽을 수 없게 됩니다.",
)
_FINAL: Final = {
    "immediate": Message(
        en=" State: final; the root key that copies in backups need was destroyed at {turned} "
        "(Korea time).",
        ko=" 상태: 확정(final). 백업에 남은 사본을 읽는 데 필요한 최상위 키가 {turned}(한국 "
        "시간)에 파기되었습니다.",
    ),
    "dated": Message(
        en=" State: final from {final_on} on, when the root key that copies in backups need is "
        "gone for good.",
        ko=" 상태: {final_on}부터 확정(final). 백업에 남은 사본을 읽는 데 필요한 최상위 키가 그날 "
        "완전히 사라집니다.",
    ),
    "unprovable": Message(
        en=" State: final as far as can be known; the root key that copies in backups need was "
        "deleted at {turned} (Korea time), and nothing proves that no copy of it is left.",
        ko=" 상태: 아는 한 확정(final). 백업에 남은 사본을 읽는 데 필요한 최상위 키가 "
        "{turned}(한국 시간)에 삭제되었으나, 사본이 남지 않았음을 증명하는 것은 없습니다.",
    ),
}


@dataclass(frozen=True, slots=True)
class BulkCertificate(Receipt):
    """A certificate whose parts fit together; the proofs are not checked yet. `person` is there."""

    @property
    def type(self) -> str:
        """As it stands in the file."""
        return ERASED_TYPE if self.turn is None else FINAL_TYPE

    @property
    def message(self) -> Message:
        """What it says to people."""
        values = {"at": korean_time(self.body["at"]), "count": self.body["people"]["n"]}
        state = _NOT_FINAL
        if self.turn is not None:
            turn = self.turn.body
            state = _FINAL[turn["finality"]]
            values |= {"turned": korean_time(turn["at"]), "final_on": turn.get("final_on", "")}
        return Message(
            en=(_ERASED.en + state.en).format(**values), ko=(_ERASED.ko + state.ko).format(**values)
        )


def issue(
    cur: Cursor, reader: Reader, public: Path, entry: UUID, subject: UUID
) -> dict[str, Any] | None:
    """The content of a certificate that says *erased*; None while the entry is not published.

    Args:
        cur: reads the entry.
        reader: opens it.
        public: the folder of the published files.
        entry: of the act on many people.
        subject: whom it is for.

    Raises:
        NotAReceipt: no erasure of many, or not of this person.
        ProofBroken, NothingPublished, BodyClosed: the ledger is not in order.
    """
    shown = receipts.receipt(cur, reader, public, entry, Kind.ENTRY_RECEIPT, subject=subject)
    return None if shown is None else _issued(shown, None, public)


def final(
    cur: Cursor, reader: Reader, public: Path, entry: UUID, turn_entry: UUID, subject: UUID
) -> dict[str, Any] | None:
    """The content of a certificate that says *final*; None while one of the two entries is not in a
    published tree.

    Args:
        turn_entry: of the root turn that ended what older copies need.

    Other arguments and errors as for `issue`; NotAReceipt also for what is no turn after it.
    """
    shown = receipts.receipt(cur, reader, public, entry, Kind.ENTRY_RECEIPT, subject=subject)
    turned = receipts.final(cur, reader, public, entry, turn_entry)
    if shown is None or turned is None:
        return None
    both = {**turned, "person": shown.get("person")}
    return _issued(both, turned["turn"], public)


def is_one(content: object) -> bool:
    """Whether a file's content calls itself one."""
    return isinstance(content, dict) and content.get("type") in (ERASED_TYPE, FINAL_TYPE)


def read(file: bytes) -> BulkCertificate:
    """Take a file apart.

    Raises:
        NotAReceipt: another form, or parts that do not fit each other.
        NotAProof: a proof that cannot be read.
    """
    content = _content(file)
    if not isinstance(content, dict) or not is_one(content):
        raise unreadable()
    if file.strip() not in texts_of(content):
        raise unreadable()
    turn = content.get("turn") if content["type"] == FINAL_TYPE else None
    if (content["type"] == FINAL_TYPE) != ("turn" in content):
        raise unreadable()
    found = _made(content, turn)
    if content != found.as_record():
        raise unreadable()
    return found


def read_any(file: bytes) -> Receipt:
    """Take any receipt or certificate apart: one of these, or one of `receipts`.

    Raises:
        NotAReceipt, NotAProof: as `read`.
    """
    try:
        ours = is_one(_content(file))
    except NotAReceipt:
        ours = False
    return read(file) if ours else receipts.read(file)


def _content(file: bytes) -> object:
    if len(file) > receipts.LARGEST:
        raise unreadable()
    try:
        content: object = canonical.read(file)
    except LedgerError:
        raise unreadable() from None
    return content


def _issued(content: dict[str, Any], turn: object, public: Path) -> dict[str, Any]:
    """The content, once it is seen to be what a verifier takes."""
    key: VerifierKey = publishing.published_key(public)
    made = _made(content, turn).as_record()
    read(receipts.as_file(made)).check(key)
    return made


def _made(content: dict[str, Any], turn: object) -> BulkCertificate:
    """The parts, once they fit each other.

    Raises:
        NotAReceipt: they do not.
        NotAProof: a proof that cannot be read.
    """
    shown, person = Proven.read(content), Person.read(content.get("person"))
    turned = None if turn is None else Proven.read(turn)
    if shown.body.get("act") != "erase" or shown.body.get("outcome") != "done":
        raise NotAReceipt(
            "No such certificate is issued for this act.", "이 처리에는 발급하지 않는 증명입니다."
        )
    person.check(shown.body.get("people"))
    if turned is not None:
        check_turn(shown, turned)
    return BulkCertificate(Kind.CERTIFICATE, shown, turned, person)
