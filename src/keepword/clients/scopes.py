"""What a client may be allowed to call (RFC 6749, section 3.3)."""

from __future__ import annotations

from enum import StrEnum

from keepword.foundation.errors import Message


class Scope(StrEnum):
    """One kind of call."""

    DECIDE = "decide"
    COLLECT = "collect"
    USE = "use"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


WORDS: dict[Scope, Message] = {
    Scope.DECIDE: Message("ask whether something may be done", "처리해도 되는지 물음"),
    Scope.COLLECT: Message("take personal data in", "개인정보 수집"),
    Scope.USE: Message("look at personal data", "개인정보 열람"),
    Scope.CORRECT: Message("correct personal data", "개인정보 정정"),
    Scope.WITHDRAW: Message("withdraw a consent", "동의 철회"),
    Scope.LEAVE: Message("end a membership", "회원 탈퇴"),
}
