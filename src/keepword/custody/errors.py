"""What can go wrong at the door, apart from refusals (which are answers).

    KeepwordError
    ├── NotYetRecorded    a value was asked for before its look was on record
    ├── NoSuchPerson      no such subject, or gone
    ├── MovedMeanwhile    what the decision rested on changed while it was made, again and again
    └── LedgerShut        the act could not be recorded, so it did not happen
"""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError, Message


class NotYetRecorded(KeepwordError):
    """A programming error: values leave only after the commit."""

    code = "not-yet-recorded"

    def __init__(self) -> None:
        super().__init__(
            Message("This look is not on record yet.", "이 열람이 아직 기록되지 않았습니다."),
            Message("Read the values after the act has ended.", "처리가 끝난 뒤에 값을 읽으세요."),
        )


class NoSuchPerson(KeepwordError):
    """Nobody with this id: never there, or gone."""

    code = "no-such-person"

    def __init__(self) -> None:
        super().__init__(
            Message("There is nobody with this id.", "이 번호의 정보주체가 없습니다."),
            Message("Look the person up again.", "정보주체를 다시 찾아보세요."),
        )


class MovedMeanwhile(KeepwordError):
    """Somebody else keeps changing the same person's data."""

    code = "moved-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "These data were changed at the same moment.", "같은 순간에 정보가 바뀌었습니다."
            ),
            Message("Try again.", "다시 시도하세요."),
        )


class LedgerShut(KeepwordError):
    """Nothing is done that cannot be recorded (P87)."""

    code = "ledger-shut"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "This could not be recorded, so nothing was done.",
                "기록할 수 없어 아무것도 처리하지 않았습니다.",
            ),
            Message(
                "Try again in a moment; if it stays, run `keepword doctor`.",
                "잠시 뒤 다시 시도하고, 계속되면 `keepword doctor`로 확인하세요.",
            ),
        )
