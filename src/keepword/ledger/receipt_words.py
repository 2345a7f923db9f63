"""What a receipt or certificate says to people, word for word, and what it can be issued for.

The words are part of a version and stay as they are: a verifier writes them anew from the entry and
compares.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from keepword.foundation.errors import Message
from keepword.ledger.errors import NotAReceipt


class Kind(StrEnum):
    """What a file shows; the value is its `type`, but for a certificate that became final."""

    CONSENT_RECEIPT = "keepword/consent-receipt@v1"
    CERTIFICATE = "keepword/certificate@v1"
    ENTRY_RECEIPT = "keepword/entry-receipt@v1"


FINAL_TYPE = "keepword/certificate@v2"
"""The `type` of a certificate whose root turn has happened."""


class State(StrEnum):
    """How far a destruction has come."""

    ERASED = "erased"
    """Keys, index rows and values are gone; older copies become unreadable at the root's turn."""

    FINAL = "final"
    """The root that older copies need was destroyed; how final that is, the turn's entry says."""


FINALITIES = frozenset({"immediate", "dated", "unprovable"})
"""What the destruction of a root is worth, by where it was kept."""

_HAPPENED = ("allowed", "done")
_KOREA = timezone(timedelta(hours=9))
_LEFT = Message(
    en="This certificate proves that the membership ended at {at} (Korea time), that the data "
    "listed under 'destroyed' were erased, and that those under 'kept' stay for the reason "
    "given there.",
    ko="{at}(한국 시간)에 회원 탈퇴가 처리되어 'destroyed'에 적힌 정보는 삭제되었고 'kept'에 "
    "적힌 정보는 그 사유로 남아 있음을 증명합니다.",
)
_ERASED = Message(
    en="This certificate proves that the data listed under 'destroyed' were erased at {at} "
    "(Korea time) because their retention period had ended.",
    ko="'destroyed'에 적힌 정보가 보유 기간이 끝나 {at}(한국 시간)에 삭제되었음을 증명합니다.",
)
_NOT_FINAL = Message(
    en=" State: erased; copies in backups become unreadable when the root key is next changed.",
    ko=" 상태: 삭제됨(erased). 백업에 남은 사본은 다음 최상위 키 교체 때 읽을 수 없게 됩니다.",
)
_CERTIFIED = {"leave": _LEFT, "erase": _ERASED}
_CONSENTED = {
    "collect": Message(
        en="This receipt proves that what was given and consented to at {at} (Korea time) is on "
        "record.",
        ko="{at}(한국 시간)에 제공하고 동의하신 내용이 기록되었음을 증명하는 영수증입니다.",
    ),
    "withdraw": Message(
        en="This receipt proves that the withdrawal of consent at {at} (Korea time) is on record.",
        ko="{at}(한국 시간)에 동의를 철회하신 사실이 기록되었음을 증명하는 영수증입니다.",
    ),
}
_ONE = Message(
    en="This receipt proves that the act under 'entry', of {at} (Korea time), is on record.",
    ko="'entry'에 적힌 {at}(한국 시간)의 처리가 기록되었음을 증명하는 영수증입니다.",
)
_OF_MANY = Message(
    en="This receipt proves that the act under 'entry', of {at} (Korea time), is on record, and "
    "that the person under 'person' is one of the {count} people it concerns.",
    ko="'entry'에 적힌 {at}(한국 시간)의 처리가 기록되었고, 'person'에 적힌 분이 그 대상 {count}명 "
    "가운데 한 명임을 증명하는 영수증입니다.",
)
_FINAL = {
    "immediate": Message(
        en=" State: final; the root key that copies in backups need was destroyed at {turned} "
        "(Korea time).",
        ko=" 상태: 확정(final). 백업에 남은 사본을 읽는 데 필요한 최상위 키가 {turned}(한국 "
        "시간)에 파기되었습니다.",
    ),
    "dated": Message(
        en=" State: final from {final_on} on; the root key that copies in backups need was given "
        "up for destruction at {turned} (Korea time) and is gone for good on that day.",
        ko=" 상태: {final_on}부터 확정(final). 백업에 남은 사본을 읽는 데 필요한 최상위 키의 "
        "파기가 {turned}(한국 시간)에 예약되었고 그날 완전히 사라집니다.",
    ),
    "unprovable": Message(
        en=" State: final as far as can be known; the root key that copies in backups need was "
        "deleted at {turned} (Korea time), but its place of keeping cannot prove that no copy of "
        "it is left.",
        ko=" 상태: 아는 한 확정(final). 백업에 남은 사본을 읽는 데 필요한 최상위 키가 "
        "{turned}(한국 시간)에 삭제되었으나, 키의 사본이 남지 않았음을 보관 장치가 증명하지는 "
        "못합니다.",
    ),
}


def says(kind: Kind, body: dict[str, Any], turn: dict[str, Any] | None = None) -> Message:
    """The sentence for people.

    Args:
        kind: what is shown.
        body: the entry's.
        turn: that of the root turn which made a certificate final.

    Raises:
        NotAReceipt: this kind is not issued for such an act.
    """
    words = _words(kind, body)
    values = {"at": korean_time(body["at"]), "count": body.get("people", {}).get("n", 1)}
    if turn is not None:
        final = _FINAL[turn["finality"]]
        words = Message(en=words.en + final.en, ko=words.ko + final.ko)
        values |= {"turned": korean_time(turn["at"]), "final_on": turn.get("final_on", "")}
    elif kind is Kind.CERTIFICATE:
        words = Message(en=words.en + _NOT_FINAL.en, ko=words.ko + _NOT_FINAL.ko)
    return Message(en=words.en.format(**values), ko=words.ko.format(**values))


def _words(kind: Kind, body: dict[str, Any]) -> Message:
    if kind is Kind.ENTRY_RECEIPT:
        return _OF_MANY if "people" in body else _ONE
    known = _CERTIFIED if kind is Kind.CERTIFICATE else _CONSENTED
    act = body.get("act")
    found = known.get(act) if isinstance(act, str) else None
    if found is None or body.get("outcome") not in _HAPPENED:
        raise NotAReceipt(
            "No such receipt is issued for this act.", "이 처리에는 발급하지 않는 증명입니다."
        )
    return found


def korean_time(time_ms: int) -> str:
    """The time of day in Korea; OverflowError where the calendar has none."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=time_ms)
    return f"{at.astimezone(_KOREA):%Y-%m-%d %H:%M:%S}"
