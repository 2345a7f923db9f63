"""What a policy must say: on a topic, or by having a chapter at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Node
from keepword.policy.check.applying import Applies, cause
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight
from keepword.policy.model.governance import Topic
from keepword.policy.model.policy import Policy


class Chapter(StrEnum):
    """Chapters that a policy needs only under circumstances."""

    THIRD_PARTIES = "third-parties"
    COOKIES = "cookies"
    SAFEGUARDS = "safeguards"


class TopicToSay(Node):
    """The topic, when it arises, and the law's own country."""

    topic: Topic
    applies: Applies
    home: str = ""


class ChapterToHave(Node):
    """The chapter, and when it is needed."""

    chapter: Chapter
    applies: Applies


_TOPICS = {
    Topic.KEPT_BY_LAW: Message("data kept by law", "법령에 따라 보존하는 정보"),
    Topic.AUTOMATED_DECISIONS: Message("automated decisions", "자동화된 결정"),
    Topic.PSEUDONYMISED_DATA: Message("pseudonymised data", "가명정보"),
    Topic.OVERSEAS_TRANSFER: Message("transfer abroad", "국외 이전"),
    Topic.SUB_PROCESSORS: Message("sub-processors", "재수탁자"),
}
_CHAPTERS: Mapping[Chapter, tuple[Message, Callable[[Policy], object]]] = {
    Chapter.THIRD_PARTIES: (
        Message("provision to third parties", "제3자 제공"),
        lambda policy: policy.third_parties,
    ),
    Chapter.COOKIES: (
        Message("automatic collection and how to refuse it", "자동 수집 장치와 거부 방법"),
        lambda policy: policy.cookies,
    ),
    Chapter.SAFEGUARDS: (
        Message("safety measures", "안전성 확보 조치"),
        lambda policy: policy.safeguards,
    ),
}


def topic_unsaid(sight: Sight, params: TopicToSay) -> Iterator[Flaw]:
    """A matter that arises in the policy and has no statement (PIPA 30(1), Decree 31(1))."""
    if any(statement.topic is params.topic for statement in sight.policy.statements):
        return
    yield from _unsaid(sight, params.applies, _TOPICS[params.topic], params.home)


def chapter_unsaid(sight: Sight, params: ChapterToHave) -> Iterator[Flaw]:
    """A chapter that is needed and absent (PIPA 30(1), Decree 31(1))."""
    name, chapter = _CHAPTERS[params.chapter]
    if not chapter(sight.policy):
        yield from _unsaid(sight, params.applies, name)


def _unsaid(sight: Sight, applies: Applies, name: Message, home: str = "") -> Iterator[Flaw]:
    found = cause(sight, applies, home)
    if found is None:
        return
    message = Message(
        f"The policy says nothing on {name.en}.", f"방침에 다음에 관한 내용이 없습니다: {name.ko}."
    )
    if found.why:
        message = Message(f"{found.why.en} {message.en}", f"{found.why.ko} {message.ko}")
    yield Flaw("", found.clause, found.place, message)
