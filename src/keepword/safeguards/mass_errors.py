"""What can go wrong with erasing a great many people, each with a stable code and a way out.

    KeepwordError (foundation)
    └── MassErasureRefused
        ├── NoSuchErasure       no request with this id
        ├── NobodyToErase       of nobody on the list is anything held
        ├── ReasonNeeded        a request says why, in a sentence
        ├── NotForThisRole      an account whose role may not ask, approve or stop
        ├── AskerApproves       whoever asked approves their own request
        ├── SamePersonTwice     an approver approves once more
        ├── AnotherText         the approver confirmed another number of people
        ├── ApprovedAlready     two have approved, or none is needed
        ├── NotYetApproved      approvals are missing
        ├── DelayRuns           the time in which it may be stopped is not over
        ├── TooLateToStop       it has begun, or is done
        ├── Stopped             it was stopped before
        ├── Lapsed              nobody carried it out in time: the approvals are too old
        ├── Finished            it is done
        └── NotAmongThem        a certificate for somebody of whom it erased nothing

No error names a person.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from keepword.foundation.errors import KeepwordError, Message
from keepword.law.day import KOREA

_LOOK = Message("Look at `keepword erase list`.", "`keepword erase list`로 확인하세요.")
_ASK_ANEW = Message("Ask for it anew.", "새로 요청하세요.")


class MassErasureRefused(KeepwordError):
    """Root of them; `says` and `way_out` are what each says where nothing more is known."""

    code = "mass-erasure-refused"
    says: ClassVar[Message] = Message("This is not done.", "처리하지 않았습니다.")
    way_out: ClassVar[Message] = _LOOK

    def __init__(self, says: Message | None = None) -> None:
        super().__init__(says or self.says, self.way_out)


class NoSuchErasure(MassErasureRefused):
    """No request with this id."""

    code = "no-such-mass-erasure"
    says = Message("There is no such request.", "그런 요청이 없습니다.")


class NobodyToErase(MassErasureRefused):
    """Nothing is held of anybody on the list."""

    code = "mass-erasure-of-nobody"
    says = Message(
        "Nothing is held of anybody on this list.",
        "이 목록에 있는 분들에 관해 보관 중인 것이 없습니다.",
    )
    way_out = Message("Check the list.", "목록을 확인하세요.")


class ReasonNeeded(MassErasureRefused):
    """No reason, or one that is too long to be read by approvers."""

    code = "mass-erasure-reason"
    says = Message(
        "A request says why, in 1 to 500 characters.", "요청에는 사유를 1–500자로 적어야 합니다."
    )
    way_out = Message(
        "Write the reason; name nobody in it.", "사유를 적으세요. 사람 이름은 적지 마세요."
    )


class NotForThisRole(MassErasureRefused):
    """The account's role does not do this."""

    code = "mass-erasure-role"
    says = Message("This account may not do this.", "이 계정으로는 할 수 없습니다.")
    way_out = Message(
        "The privacy office asks and stops; privacy officers approve.",
        "요청과 중지는 개인정보 담당 부서가, 승인은 개인정보 보호책임자가 합니다.",
    )


class AskerApproves(MassErasureRefused):
    """Nobody approves what they asked for themselves."""

    code = "mass-erasure-asker"
    says = Message("Whoever asked for it does not approve it.", "요청한 사람은 승인할 수 없습니다.")
    way_out = Message("Two other officers approve.", "다른 책임자 두 명이 승인해야 합니다.")


class SamePersonTwice(MassErasureRefused):
    """The second approval is another account's."""

    code = "mass-erasure-same-approver"
    says = Message("This account has approved it already.", "이 계정은 이미 승인했습니다.")
    way_out = Message("Another officer approves next.", "다른 책임자가 승인해야 합니다.")


class AnotherText(MassErasureRefused):
    """What was confirmed is not what stands in the request."""

    code = "mass-erasure-not-confirmed"
    says = Message(
        "The number of people that was confirmed is not the request's.",
        "확인한 인원이 요청의 인원과 다릅니다.",
    )
    way_out = Message("Read the request again.", "요청을 다시 읽어 보세요.")


class ApprovedAlready(MassErasureRefused):
    """No further approval is wanted."""

    code = "mass-erasure-approved"
    says = Message("It needs no further approval.", "더 필요한 승인이 없습니다.")


class NotYetApproved(MassErasureRefused):
    """Fewer approvals than it needs."""

    code = "mass-erasure-not-approved"
    way_out = Message(
        "Officers approve with `keepword erase approve`.",
        "책임자가 `keepword erase approve`로 승인해야 합니다.",
    )

    def __init__(self, missing: int) -> None:
        self.missing = missing
        super().__init__(
            Message(f"Approvals still missing: {missing}.", f"아직 필요한 승인: {missing}건.")
        )


class DelayRuns(MassErasureRefused):
    """It may still be stopped; `until` is when it begins."""

    code = "mass-erasure-delay"
    way_out = Message(
        "Wait, or stop it with `keepword erase stop`.",
        "기다리거나 `keepword erase stop`으로 중지하세요.",
    )

    def __init__(self, until: datetime) -> None:
        self.until = until
        at = f"{until.astimezone(KOREA):%Y-%m-%d %H:%M}"
        super().__init__(
            Message(f"It begins at {at} (Korea time).", f"{at}(한국 시간)에 시작합니다.")
        )


class TooLateToStop(MassErasureRefused):
    """What is erased does not come back."""

    code = "mass-erasure-too-late"
    says = Message(
        "It has begun: what is erased does not come back.",
        "이미 시작되었습니다. 삭제된 것은 되돌릴 수 없습니다.",
    )


class Stopped(MassErasureRefused):
    """A request that was stopped stays so."""

    code = "mass-erasure-stopped"
    says = Message("It was stopped.", "중지된 요청입니다.")
    way_out = _ASK_ANEW


class Lapsed(MassErasureRefused):
    """It was due and nobody carried it out: what approvers knew is too old to act on."""

    code = "mass-erasure-lapsed"
    says = Message(
        "Nobody carried it out in time, so its approvals no longer count.",
        "제때 실행되지 않아 승인이 효력을 잃었습니다.",
    )
    way_out = _ASK_ANEW


class Finished(MassErasureRefused):
    """It is done."""

    code = "mass-erasure-finished"
    says = Message("It is done.", "이미 끝난 요청입니다.")


class NotAmongThem(MassErasureRefused):
    """Nobody of whom this request erased anything, up to now."""

    code = "not-in-mass-erasure"
    says = Message(
        "This request has erased nothing of this person.",
        "이 요청으로 삭제된 이 분의 정보가 없습니다.",
    )
    way_out = Message(
        "Check the person's number; if it is under way, try again when it is done.",
        "번호를 확인하세요. 진행 중이면 끝난 뒤에 다시 시도하세요.",
    )
