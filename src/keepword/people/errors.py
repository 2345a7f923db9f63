"""What can go wrong on the members' side.

KeepwordError (foundation)
├── NoSuchMember    nobody (any more) signs in under this id
├── DraftExpired    a form was left lying too long
└── DraftBroken     a form's sealed part was changed, or belongs to another form
"""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError, Message


class NoSuchMember(KeepwordError):
    """Unknown, or gone."""

    code = "no-such-member"

    def __init__(self) -> None:
        super().__init__(
            Message("There is no such membership.", "해당 회원이 없습니다."),
            Message("Sign in again, or join.", "다시 로그인하거나 회원으로 가입하세요."),
        )


class DraftExpired(KeepwordError):
    """Kept for an hour, in the page only."""

    code = "draft-expired"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "This form was left open too long, and what you typed is gone.",
                "양식을 너무 오래 열어 두어 입력한 내용이 사라졌습니다.",
            ),
            Message("Please fill it in again.", "처음부터 다시 작성해 주세요."),
        )


class DraftBroken(KeepwordError):
    """Not ours, changed, or another form's."""

    code = "draft-broken"

    def __init__(self) -> None:
        super().__init__(
            Message("This form cannot be read.", "양식을 읽을 수 없습니다."),
            Message("Please fill it in again.", "처음부터 다시 작성해 주세요."),
        )
