"""What can go wrong between a caller and the key holder.

    VaultError
    ├── NoHolder          (vault.errors)
    │   ├── Gone          the connection ended
    │   ├── Late          no answer, or no whole frame, in time
    │   └── BadFrame      what came is not in the form of `wire`
    ├── UnsafeSocket      others could put another socket in this one's place
    ├── SocketTooDeep     the socket's path is longer than this system takes
    ├── HolderRuns        somebody listens on this socket already
    └── BrokenToken       a caller's token file does not hold a token

To whoever asked for a key the first three are one: there is no holder.
"""

from __future__ import annotations

from pathlib import Path

from keepword.foundation.errors import Message
from keepword.vault.errors import NoHolder, VaultError


class Gone(NoHolder):
    """Closed at the other end."""


class Late(NoHolder):
    """Not closed, not answering."""


class BadFrame(NoHolder):
    """Another version, an unknown kind, too long, cut short, or a body that makes no sense."""


class UnsafeSocket(VaultError):
    """A folder of somebody else's, or a file in the socket's place that is none."""

    code = "unsafe-key-socket"
    way_out = Message(
        "Find out who made it; then remove it and start again.",
        "누가 만들었는지 확인한 뒤 지우고 다시 시작하세요.",
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path}' belongs to somebody else, or is not what belongs there.",
            f"'{path}'의 소유자나 종류가 올바르지 않습니다.",
        )


class SocketTooDeep(VaultError):
    """Beyond Linux a long path cannot be shortened."""

    code = "key-socket-too-deep"
    way_out = Message("Set a shorter KEEPWORD_VAR.", "KEEPWORD_VAR를 더 짧은 경로로 정하세요.")

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path}' is too long for the path of a socket.",
            f"'{path}'은(는) 소켓 경로로 쓰기에 너무 깁니다.",
        )


class HolderRuns(VaultError):
    """Two holders of one house would each know half of what changed."""

    code = "key-holder-runs"
    way_out = Message(
        "Stop the other one, or set another KEEPWORD_VAR.",
        "실행 중인 것을 멈추거나 KEEPWORD_VAR를 달리 정하세요.",
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another process holds the keys already: '{path}'.",
            f"다른 프로세스가 이미 키를 보관하고 있습니다: '{path}'.",
        )


class BrokenToken(VaultError):
    """Cut short or overwritten; nothing but this house's processes depend on it."""

    code = "broken-key-token"
    way_out = Message(
        "Remove the file and start again: a new one is made.",
        "파일을 지우고 다시 시작하세요. 새로 만들어집니다.",
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path}' does not hold a token.", f"'{path}'에 토큰이 들어 있지 않습니다."
        )
