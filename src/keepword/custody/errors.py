"""What can go wrong at the door, apart from refusals (which are answers).

KeepwordError
├── NotYetRecorded    a value was asked for before its look was on record
├── NoSuchPerson      no such subject, or gone
├── MovedMeanwhile    what the decision rested on changed while it was made, again and again
├── ValueTaken        a value that one person only may hold is another's
├── LeaveInstead      what a membership stands on, consent or data, ends by leaving it
├── HeldAlready       one is all there is, and the person holds it
├── LedgerShut        the act could not be recorded, so it did not happen
└── OutcomeUnknown    the connection broke while the act was being committed
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


class ValueTaken(KeepwordError):
    """Somebody else holds this value; `item` says which, never the value."""

    code = "value-taken"

    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(
            Message("This is taken already.", "이미 사용 중입니다."),
            Message("Choose another one.", "다른 것을 고르세요."),
        )


class HeldAlready(KeepwordError):
    """The person holds one already, and one is all there is (a log-in id, so a membership)."""

    code = "held-already"

    def __init__(self, item: str) -> None:
        self.item = item
        super().__init__(
            Message("This person is a member already.", "이미 회원입니다."),
            Message("Correct what has changed instead.", "바뀐 항목은 정정으로 처리하세요."),
        )


_ITS_CONSENT = Message(
    "The membership stands on this consent.", "회원 서비스는 이 동의에 따라 제공됩니다."
)
_ITS_DATA = Message(
    "The membership stands on these data.", "회원 서비스는 이 정보에 따라 제공됩니다."
)


class LeaveInstead(KeepwordError):
    """Without its required items, and the consent to them, there is no membership (P44, P69)."""

    code = "leave-instead"

    def __init__(self, stands_on: Message = _ITS_CONSENT) -> None:
        super().__init__(
            stands_on,
            Message("To end it, leave the membership.", "종료하려면 회원 탈퇴를 이용하세요."),
        )

    @classmethod
    def of_record(cls) -> LeaveInstead:
        """The same of the visit that brought in what the membership needs."""
        return cls(_ITS_DATA)


class OutcomeUnknown(KeepwordError):
    """It may have been done or not; doing it again with the same ids is safe."""

    code = "outcome-unknown"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The connection broke at the last moment: this may have been done or not.",
                "마지막 순간에 연결이 끊겨 처리됐는지 알 수 없습니다.",
            ),
            Message(
                "Send the same form again: it is never done twice.",
                "같은 양식을 다시 보내세요. 두 번 처리되지는 않습니다.",
            ),
        )
