"""What whoever approves confirms, and the words for a request at the terminal."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Text
from keepword.policy.model import Policy
from keepword.safeguards.mass_states import Kind, MassErasure, Scope, State

STATES = {
    State.ASKED: Message("awaits approval", "승인 대기"),
    State.WAITING: Message("approved, waits", "승인됨, 대기 중"),
    State.READY: Message("about to begin", "곧 시작"),
    State.RUNNING: Message("under way", "진행 중"),
    State.DONE: Message("done", "완료"),
    State.STOPPED: Message("stopped", "중지됨"),
    State.LAPSED: Message("lapsed", "승인 만료"),
}

_FILE = Message("the people on a list", "목록에 있는 사람")
_POINT = Message("everybody of '{name}'", "‘{name}’의 모든 사람")
_SERVICE = Message("everybody of the service '{name}'", "‘{name}’ 서비스의 모든 이용자")


def scope_words(scope: Scope, policy: Policy) -> Message:
    """Who is meant, with names of the policy; the id where it no longer has it."""
    if scope.kind is Kind.FILE:
        return _FILE
    form = _POINT if scope.kind is Kind.POINT else _SERVICE
    found = _named(scope, policy)
    return Message(
        form.en.format(name=found.say("en") if found else scope.name),
        form.ko.format(name=found.say("ko") if found else scope.name),
    )


def _named(scope: Scope, policy: Policy) -> Text | None:
    if scope.kind is Kind.POINT:
        point = policy.point_index.get(scope.name)
        return point.name if point else None
    return next((s.name for s in policy.meta.services if s.id == scope.name), None)


def confirmation(asked: MassErasure, policy: Policy, delay: timedelta) -> Message:
    """What is confirmed by an approval, word for word.

    People are those on the list at the time of asking; of each of them the whole goes, as it is
    held at the time of erasing.
    """
    whom = scope_words(asked.scope, policy)
    hours = int(delay.total_seconds() // 3600)
    return Message(
        en=f"{asked.people} people ({whom.en}, as of the request) are to be erased. Of each of "
        "them everything goes that is held when it is carried out: also what comes in after the "
        "request, and what was given elsewhere. Only what a rule or a statute keeps stays. It "
        f"begins {hours} hours after the second approval; until it begins it can be stopped, "
        "afterwards nothing brings the data back.",
        ko=f"{asked.people}명({whom.ko}, 요청 시점 기준)의 정보를 삭제합니다. 실행할 때 이 "
        "사람들에 관해 보관 중인 것은 요청 뒤에 들어온 것과 다른 곳에서 받은 것까지 모두 "
        "삭제되며, 규정이나 법령에 따라 보관해야 하는 것만 남습니다. 두 번째 승인부터 "
        f"{hours}시간 뒤에 시작합니다. 시작하기 전에는 중지할 수 있지만, 그 뒤에는 되돌릴 수 "
        "없습니다.",
    )


def notice(text: Message) -> str:
    """SHA-256 (hex) of the text that was confirmed, as the approval's entry names it."""
    return hashlib.sha256(f"{text.ko}\n{text.en}".encode()).hexdigest()
