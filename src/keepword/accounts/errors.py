"""What can go wrong with accounts, in words of ours: Django's own are in one language at a time.

KeepwordError (foundation)
├── AccountRefused      what was typed does not make an account, or a password
├── NotEnrolled         a code is asked of an account without a device
├── AlreadyEnrolled     a device is to be set up for an account that has one
├── NoSuchAccount       nobody has this login name
├── NoSuchGrant         a grant that is not there, or has ended
└── UnknownTask         a grant for a task that the desk does not have
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from keepword.foundation.errors import KeepwordError, Message

FIELDS = {
    "login": Message(en="Login name", ko="로그인 이름"),
    "name": Message(en="Name", ko="이름"),
    "password": Message(en="Password", ko="비밀번호"),
}

REASONS = {
    "password_too_short": Message(en="has fewer than 12 characters.", ko="12자보다 짧습니다."),
    "password_too_common": Message(en="is one that many people use.", ko="너무 흔합니다."),
    "password_too_similar": Message(
        en="is too much like the login name or the name.",
        ko="로그인 이름이나 이름과 너무 비슷합니다.",
    ),
    "unique": Message(en="is taken.", ko="이미 쓰이고 있습니다."),
    "login": Message(
        en="needs 3 to 64 of a–z, 0–9, dot, hyphen or underscore, a letter or digit first.",
        ko="영문자·숫자로 시작하고 영문 소문자, 숫자, 점, 붙임표, 밑줄로 3–64자여야 합니다.",
    ),
    "blank": Message(en="is empty.", ko="비어 있습니다."),
    "max_length": Message(en="is too long.", ko="너무 깁니다."),
}
"""Codes of Django's validators and of ours. A password of the wrong kind is never repeated."""


class AccountRefused(KeepwordError):
    """What was typed does not make an account; every reason is named."""

    code = "account-refused"

    def __init__(self, error: ValidationError) -> None:
        found = list(_reasons(error))
        super().__init__(
            Message(
                en="\n".join(f"{field.en} {reason.en}" for field, reason in found),
                ko="\n".join(f"{field.ko}: {reason.ko}" for field, reason in found),
            ),
            Message(en="Type it again.", ko="다시 입력하세요."),
        )


def _reasons(error: ValidationError) -> Iterator[tuple[Message, Message]]:
    """Field and reason of each complaint; errors without a field are the password's."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"password": error.error_list}
    for name, complaints in by_field.items():
        field = FIELDS["password" if name == NON_FIELD_ERRORS else name]
        for complaint in complaints:
            yield field, REASONS[str(complaint.code)]


class NotEnrolled(KeepwordError):
    """A code is asked of an account that has no device yet."""

    code = "second-factor-missing"

    def __init__(self) -> None:
        super().__init__(
            Message("This account has no device for codes.", "코드를 만들 기기가 없습니다."),
            Message("Sign in again to set one up.", "다시 로그인하여 기기를 등록하세요."),
        )


class AlreadyEnrolled(KeepwordError):
    """A device is to be set up for an account that has one."""

    code = "second-factor-there"

    def __init__(self) -> None:
        super().__init__(
            Message("This account has a device already.", "이미 기기가 등록되어 있습니다."),
            Message("Sign in again with its code.", "다시 로그인하여 그 기기의 코드를 쓰세요."),
        )


class NoSuchAccount(KeepwordError):
    """A login name that is nobody's."""

    code = "no-such-account"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "There is no account with this login name.", "이 로그인 이름의 계정이 없습니다."
            ),
            Message("Look at `keepword admin grants`.", "`keepword admin grants`로 확인하세요."),
        )


class NoSuchGrant(KeepwordError):
    """A grant that is not there, or has ended."""

    code = "no-such-grant"

    def __init__(self) -> None:
        super().__init__(
            Message("There is no such grant in force.", "유효한 권한이 없습니다."),
            Message("Look at `keepword admin grants`.", "`keepword admin grants`로 확인하세요."),
        )


class UnknownTask(KeepwordError):
    """A grant for a task that the policy's desk does not have."""

    code = "unknown-task"

    def __init__(self, task: str) -> None:
        self.task = task
        super().__init__(
            Message(f"There is no task '{task}'.", f"'{task}' 업무가 없습니다."),
            Message("Take one of the desk's tasks.", "업무 창구의 업무 가운데 고르세요."),
        )
