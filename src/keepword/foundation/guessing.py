"""What someone may have meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from itertools import takewhile

from keepword.foundation.errors import Message

_FEW = 12
_LONGEST = 60
_NOTHING = Message("", "")


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is written most like `wanted`, if any is."""
    if len(wanted) > _LONGEST:
        return None
    near = get_close_matches(wanted, list(known), n=_FEW)
    return max(near, key=lambda name: _likeness(wanted, name), default=None)


def _likeness(wanted: str, name: str) -> tuple[float, int]:
    """How alike two names are; among equals, that counts which begins alike."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(wanted, name, strict=False))
    return SequenceMatcher(None, wanted, name).ratio(), len(list(alike))


def hint(wanted: str, known: Iterable[str]) -> Message:
    """` Did you mean '…'?`, or what there is where that is little, or nothing at all.

    It starts with a space, so that it can follow a sentence.
    """
    names = list(dict.fromkeys(known))
    near = nearest(wanted, names)
    if near is not None:
        return Message(f" Did you mean '{near}'?", f" 혹시 '{near}'인가요?")
    if not names or len(names) > _FEW:
        return _NOTHING
    listed = ", ".join(names)
    return Message(f" Known: {listed}.", f" 쓸 수 있는 값: {listed}.")
