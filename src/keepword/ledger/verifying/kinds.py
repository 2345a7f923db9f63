"""The form of what is said of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from keepword.foundation.errors import Message


class Part(Enum):
    """Where findings belong in a report, in its order."""

    KNOWN = Message("What you hold", "가지고 계신 것")
    SIGNED = Message("Signed checkpoints", "서명된 체크포인트")
    FILES = Message("Published files", "공개된 파일")
    ENTRIES = Message("Entries and their order", "항목과 순서")
    BODIES = Message("Bodies of entries", "항목의 본문")
    WRITERS = Message("Writers' numbers", "기록기의 번호")
    PRUNING = Message("Pruned months", "보존 기간이 끝난 달")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wrong (`says`) and what follows from it (`means`)."""

    part: Part
    says: Message
    means: Message


def kind(part: Part, en: str, ko: str, means_en: str, means_ko: str) -> Kind:
    """One kind of finding."""
    return Kind(part, Message(en, ko), Message(means_en, means_ko))
