"""What goes wrong when clients are kept.

KeepwordError
└── ClientRefused       root of this room's errors
    ├── NoSuchClient    nobody has this id, or it was revoked before
    └── NoSuchTask      a task that the hospital does not have
"""

from __future__ import annotations

from collections.abc import Iterable

from keepword.foundation.errors import KeepwordError, Message


class ClientRefused(KeepwordError):
    """Root of this room's errors."""

    code = "client"


class NoSuchClient(ClientRefused):
    """There is nothing to revoke."""

    code = "no-such-client"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "There is no client with this id that may still call.",
                "이 아이디로 호출할 수 있는 클라이언트가 없습니다.",
            ),
            Message("See `keepword client list`.", "`keepword client list`로 확인하세요."),
        )


class NoSuchTask(ClientRefused):
    """Rights come with tasks, and there are no others."""

    code = "no-such-task"

    def __init__(self, known: Iterable[str]) -> None:
        listed = ", ".join(known)
        super().__init__(
            Message("The hospital has no such task.", "병원에 없는 업무입니다."),
            Message(f"Use one of: {listed}.", f"다음 가운데 하나를 쓰세요: {listed}."),
        )
