"""What is wrong with the form of one block of prose: its kind, its marks, its braces."""

from __future__ import annotations

import re
from typing import Any

from keepword.foundation.errors import Message
from keepword.foundation.refusal import Refusal, Words

KINDS = ("title", "p", "b", "h", "h3", "furniture", "items", "each", "processors")
_SIGN = re.compile(r"\[\[|\]\]")
_MARK = re.compile(r"\[\[[A-Z0-9 ]*[A-Z0-9][A-Z0-9 ]*\|")
_BINDING = re.compile(r"\{[A-Za-z0-9_.\-]+(\|[a-z-]+)?\}")
_LONGEST = 30


def explain_block(refusal: Refusal) -> Words | None:
    """Words for a block that was refused as a whole; None for any other refusal."""
    if refusal.kind != "value_error" or not isinstance(refusal.given, dict):
        return None
    return kind_fault(refusal.given) or next(
        (fault for text in refusal.given.values() if isinstance(text, str)
         and (fault := mark_fault(text))), None
    )  # fmt: skip


def kind_fault(block: dict[str, Any]) -> Words | None:
    """A block of no kind, or of several."""
    given = [kind for kind in KINDS if block.get(kind) is not None]
    if len(given) == 1:
        return None
    if not given:
        choices = ", ".join(KINDS)
        return (
            "block-kind",
            Message("This block has no kind.", "종류가 없는 블록입니다."),
            Message(f"Give it one of: {choices}.", f"다음 가운데 하나를 쓰세요: {choices}."),
        )
    listed = ", ".join(given)
    return (
        "block-kind",
        Message(
            f"A block is of one kind; this one has {listed}.",
            f"한 블록에는 한 종류만 쓸 수 있는데 여러 종류가 있습니다: {listed}.",
        ),
        Message(
            f"Keep one of {listed}, and begin the other block with '- '.",
            f"다음 가운데 하나만 두고 나머지는 앞에 '- ' 표시를 붙여 따로 쓰세요: {listed}.",
        ),
    )


def mark_fault(text: str) -> Words | None:
    """The first `[[mark| … ]]` in `text` that is not as it should be."""
    opened = ""
    for sign in _SIGN.finditer(text):
        if sign[0] == "]]":
            if not opened:
                return _not_opened(_around(text, sign.start()))
            opened = ""
            continue
        mark = _MARK.match(text, sign.start())
        if mark is None:
            return _bad_mark(text[sign.start() : sign.start() + _LONGEST])
        if opened:
            return _nested(opened, mark[0])
        opened = mark[0]
    return _not_closed(opened) if opened else None


def brace_fault(text: str) -> Words | None:
    """A brace in `text` that belongs to no `{binding}`."""
    rest = _BINDING.sub(lambda found: " " * len(found[0]), text)
    at = next((n for n, sign in enumerate(rest) if sign in "{}"), None)
    if at is None:
        return None
    shown = text[at : at + _LONGEST]
    return (
        "stray-brace",
        Message(
            f"A brace that belongs to no binding: '{shown}'.",
            f"데이터 자리가 아닌 중괄호가 있습니다: '{shown}'.",
        ),
        Message(
            "Write {chapter.field} or {chapter.field|format}, without spaces.",
            "빈칸 없이 쓰세요: {장.항목} 또는 {장.항목|형식}.",
        ),
    )


def _around(text: str, at: int) -> str:
    start = max(0, at - _LONGEST // 2)
    return text[start : start + _LONGEST]


def _not_closed(mark: str) -> Words:
    return (
        "mark-not-closed",
        Message(f"The mark {mark} is not closed.", f"닫히지 않은 표시가 있습니다: {mark}"),
        Message(
            f"Put ]] where its sentence ends: {mark} … ]].",
            f"문장이 끝나는 곳에 ]] 표시를 붙이세요: {mark} … ]]",
        ),
    )


def _not_opened(shown: str) -> Words:
    return (
        "mark-not-opened",
        Message(
            f"]] closes no mark: '{shown}'.", f"여는 표시 없이 닫는 표시가 나옵니다: '{shown}'."
        ),
        Message(
            "Open it with [[P1| (capital letters, number, bar), or remove ]].",
            "[[P1|처럼 대문자, 번호, 세로줄로 열거나 ]] 표시를 지우세요.",
        ),
    )


def _nested(outer: str, inner: str) -> Words:
    both = f"{outer[2:-1]} {inner[2:-1]}"
    return (
        "mark-in-mark",
        Message(
            f"The mark {inner} stands inside {outer}.",
            f"표시 안에 다른 표시가 있습니다: {outer} 안의 {inner}",
        ),
        Message(
            f"Close the first with ]] before the second, or write [[{both}| … ]].",
            f"앞의 표시를 먼저 닫거나(]]) 하나로 합치세요: [[{both}| … ]]",
        ),
    )


def _bad_mark(shown: str) -> Words:
    return (
        "bad-mark",
        Message(
            f"'{shown}' does not begin with clause ids and a bar.",
            f"약속 번호와 세로줄로 시작하지 않는 표시입니다: '{shown}'.",
        ),
        Message(
            "Write it like [[P1| … ]] or [[P1 R1| … ]].", "[[P1| … ]], [[P1 R1| … ]]처럼 쓰세요."
        ),
    )
