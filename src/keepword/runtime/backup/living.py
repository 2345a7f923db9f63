"""A house whose key store is alive: data may be put beside it, and nothing else may change."""

from __future__ import annotations

from keepword.foundation.errors import Message
from keepword.runtime.backup import making, pairing
from keepword.runtime.backup.errors import BackupRefused, NothingToBackUp
from keepword.runtime.backup.manifest import State
from keepword.runtime.backup.pairing import NotAPair
from keepword.runtime.config import Config

_SHARED = ("keepword_vault", "keepword_ledger", "keepword_custody")
"""Apps with tables that stay and tables that are restored: both have to be of one release."""


class NotAlive(BackupRefused):
    """No key store, no log, or no signing key."""

    code = "no-living-keys"

    def __init__(self) -> None:
        super().__init__(
            Message(
                en="This house has no living key store and log to put these data beside.",
                ko="이 자료와 함께 쓸 키 저장소와 원장이 여기에 없습니다.",
            ),
            Message(
                en="Restore into an empty house, with the newest keys: --keys K.",
                ko="빈 곳에 가장 최근 키와 함께 복원하세요: --keys K.",
            ),
        )


def check(config: Config, data: State) -> None:
    """Whether the house has the keys and the log for these data.

    Raises:
        NotAlive: it has none.
        NotAPair: they are another installation's, another release's, or older than the data.
    """
    try:
        now = making.current(config)
    except NothingToBackUp:
        raise NotAlive from None
    pairing.check(data, now)
    if any(data.of_app(app) != now.of_app(app) for app in _SHARED):
        raise NotAPair.of_two_releases()
