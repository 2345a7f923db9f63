"""People's rights: whether they are offered, by which ways, and how soon they are answered."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Node
from keepword.policy.check.applying import Applies, cause
from keepword.policy.check.finding import Flaw
from keepword.policy.check.lawful.figures import Nothing, Within
from keepword.policy.check.sight import Sight, first_clause
from keepword.policy.check.spans import exceeds
from keepword.policy.model.collection import Audience
from keepword.policy.model.people import Asker, RightKind, Route, Way, WayAnswer
from keepword.policy.prose.formats import format_duration, format_way

# Rights that Decree 41(2) and its kin speak of; images and complaints have ways of their own.
_BY_REQUEST = frozenset(
    {
        RightKind.ACCESS,
        RightKind.CORRECTION,
        RightKind.DELETION,
        RightKind.SUSPENSION,
        RightKind.WITHDRAWAL,
        RightKind.PORTABILITY,
        RightKind.AUTOMATED_DECISION,
    }
)
_NAMES = {
    RightKind.ACCESS: Message("access", "열람"),
    RightKind.CORRECTION: Message("correction", "정정"),
    RightKind.DELETION: Message("deletion", "삭제"),
    RightKind.SUSPENSION: Message("suspension of processing", "처리정지"),
    RightKind.WITHDRAWAL: Message("withdrawal of consent", "동의 철회"),
    RightKind.FOOTAGE: Message("viewing camera images", "영상정보 열람"),
    RightKind.COMPLAINT: Message("complaints", "민원"),
    RightKind.PORTABILITY: Message("transmission of one’s data", "개인정보 전송"),
    RightKind.AUTOMATED_DECISION: Message("automated decisions", "자동화된 결정"),
}


class Right(Node):
    """The right to be offered, and when."""

    right: RightKind
    applies: Applies = Applies.ALWAYS


def right_unsaid(sight: Sight, params: Right) -> Iterator[Flaw]:
    """A right that no route offers (PIPA 30(1))."""
    rights = sight.policy.rights
    offered = {right for route in rights.routes for right in route.rights}
    if params.right in offered or cause(sight, params.applies) is None:
        return
    name = _NAMES[params.right]
    message = Message(
        f"No route offers {name.en}.", f"다음을 요구할 수 있는 경로가 없습니다: {name.ko}."
    )
    yield Flaw("", first_clause(rights), ("rights",), message)


def harder_than_collection(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """A route closed to ways by which the data came in (Decree 41(2), PIPA 38(4))."""
    for n, route in enumerate(sight.policy.rights.routes):
        if not _BY_REQUEST & set(route.rights):
            continue
        taken = {way for way, answer in route.ways.items() if answer is WayAnswer.YES}
        closed = [way for way in Way if way in _ways_in(sight, route) and way not in taken]
        if closed:
            english = ", ".join(format_way(way, "en") for way in closed)
            korean = ", ".join(format_way(way, "ko") for way in closed)
            message = Message(
                f"Data come in by these ways too, but “{route.name.en}” is not taken by them: "
                f"{english}.",
                f"다음 방법으로도 수집하지만 ‘{route.name.ko}’ 요구는 그 방법으로 받지 않습니다: "
                f"{korean}.",
            )
            place = ("rights", "routes", n, "ways")
            yield Flaw(route.id, first_clause(route), place, message)


def answer_delay(sight: Sight, params: Within) -> Iterator[Flaw]:
    """A working target for answers that is later than the law's (Decree 41(4))."""
    rights = sight.policy.rights
    if exceeds(rights.answer_within, params.within):
        message = Message(
            f"The policy takes {format_duration(rights.answer_within, 'en')} to answer requests.",
            f"방침은 요구에 {format_duration(rights.answer_within, 'ko')} 이내에 답한다고 합니다.",
        )
        yield Flaw("", first_clause(rights), ("rights", "answer_within"), message)


def _ways_in(sight: Sight, route: Route) -> set[Way]:
    """The ways by which data come in that those who use `route` may ask about."""
    ways = {channel.id: channel.way for channel in sight.policy.channels if channel.way}
    for_children = set(route.askers) == {Asker.GUARDIAN}
    found: set[Way] = set()
    for point in sight.policy.points:
        if for_children and point.audience is Audience.FROM_AGE:
            continue
        found.update(ways[channel] for channel in point.channels if channel in ways)
    return found
