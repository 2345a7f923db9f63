"""`--since`: an index, a day, or the file of a checkpoint."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from keepword.cli.ledger.telling import Misused, read_file
from keepword.foundation.errors import Message
from keepword.ledger import checkpoints
from keepword.ledger.errors import ProofBroken
from keepword.ledger.verifying.since import Since

_KOREA = timezone(timedelta(hours=9))
_INDEX = re.compile(r"[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Beginning:
    """From where on entries are looked at, and the checkpoint that was named for it."""

    since: Since = 0
    notes: list[bytes] = field(default_factory=list)


def beginning(text: str | None) -> Beginning:
    """What was asked for; a day begins at midnight in Korea.

    Raises:
        Misused: none of the three.
    """
    if text is None:
        return Beginning()
    if _INDEX.fullmatch(text):
        return Beginning(int(text))
    if _DAY.fullmatch(text):
        try:
            return Beginning(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=_KOREA))
        except ValueError:
            raise _neither(text) from None
    try:
        note = read_file(Path(text)) if Path(text).is_file() else b""
        # Whether it is signed is seen by the verification, which has the key.
        return Beginning(checkpoints.parse(note)[0].size, [note])
    except (ProofBroken, OSError):
        raise _neither(text) from None


def _neither(text: str) -> Misused:
    return Misused(
        Message(
            en=f"--since {text}: give an index, a day like 2026-07-01, or a checkpoint's file.",
            ko=f"--since {text}: 번호, 2026-07-01 같은 날짜, 체크포인트 파일 중 하나를 주세요.",
        )
    )
