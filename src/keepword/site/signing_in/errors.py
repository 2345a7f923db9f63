"""What can go wrong around signing in.

KeepwordError (foundation)
└── NotSignedIn    a view asks who is there and does not guard itself
"""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError, Message


class NotSignedIn(KeepwordError):
    """A programming error: the view lacks its guard."""

    code = "not-signed-in"

    def __init__(self) -> None:
        super().__init__(
            Message("Nobody is signed in.", "로그인한 사람이 없습니다."),
            Message("Sign in first.", "먼저 로그인하세요."),
        )
