"""How a file is refused that cannot be read as YAML: what is wrong, on which line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from keepword.foundation.errors import Fault, Message

# Control characters, and separators that an editor shows as nothing but YAML takes for line ends.
_UNSEEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 40

_OPEN_QUOTE = (
    Message("A quotation mark is not closed.", "따옴표가 닫히지 않았습니다."),
    Message(
        'Close it with ", and write \\" for a quotation mark inside the text.',
        '따옴표를 닫고, 글 안의 따옴표 앞에는 역슬래시를 붙이세요(\\").',
    ),
)
_OPEN_BRACKET = (
    Message(
        "A list or group in brackets is not closed, or lacks a comma.",
        "괄호가 닫히지 않았거나 쉼표가 빠졌습니다.",
    ),
    Message(
        "Close the bracket on this line, and put a comma between the parts.",
        "이 줄의 괄호를 닫고 사이마다 쉼표를 넣으세요.",
    ),
)
_TAB = (
    Message("This line is indented with a tab.", "탭으로 들여쓴 줄입니다."),
    Message("Indent with spaces only.", "빈칸으로만 들여쓰세요."),
)
_NO_COLON = (
    Message(
        "This line is neither 'name: value' nor a part of a list.",
        "'이름: 값'의 꼴도 아니고 목록의 줄도 아닙니다.",
    ),
    Message(
        "Put a colon and a space after the name, or '- ' before a part of a list.",
        "이름 뒤에 쌍점과 빈칸을 쓰거나, 목록의 줄이면 앞에 '- ' 표시를 붙이세요.",
    ),
)
# What the parser says, and how we say it. The first that fits is taken.
_SAID: tuple[tuple[str, tuple[Message, Message]], ...] = (
    ("a tab character", _TAB),
    ("found unexpected end of stream", _OPEN_QUOTE),
    ("found unexpected document indicator", _OPEN_QUOTE),
    ("expected ',' or", _OPEN_BRACKET),
    (
        "mapping values are not allowed",
        (
            Message("A colon stands where none may.", "쌍점이 올 수 없는 자리에 있습니다."),
            Message(
                "Put the text in quotes, or mend the indentation of this line and the one above.",
                "글을 따옴표로 묶거나 이 줄과 바로 윗줄의 들여쓰기를 고치세요.",
            ),
        ),
    ),
    ("could not find expected ':'", _NO_COLON),
    (
        "character that cannot start",
        (
            Message(
                "A value begins with a sign that is kept for other use.",
                "값의 첫머리에 쓸 수 없는 기호가 있습니다.",
            ),
            Message("Put the value in quotes.", "값을 따옴표로 묶으세요."),
        ),
    ),
    (
        "undefined alias",
        (
            Message("A '*name' without its '&name'.", "'*이름'에 맞는 '&이름' 정의가 없습니다."),
            Message(
                "Define it above with '&', or write the value itself.",
                "앞에서 '&이름' 표시로 정의하거나 값을 그대로 쓰세요.",
            ),
        ),
    ),
    (
        "unknown escape",
        (
            Message("A backslash that means nothing.", "뜻이 없는 역슬래시가 있습니다."),
            Message("Write \\\\ for a backslash.", "역슬래시는 두 번(\\\\) 쓰세요."),
        ),
    ),
    (
        "another document",
        (
            Message("A second document begins here.", "여기에서 두 번째 문서가 시작됩니다."),
            Message("Remove the line '---'.", "'---' 줄을 지우세요."),
        ),
    ),
)
_OTHERWISE = (
    Message("This line does not fit what stands above it.", "위의 줄과 맞지 않는 줄입니다."),
    Message(
        "Look at the indentation, dashes and quotes of this line and the one above.",
        "이 줄과 바로 윗줄의 들여쓰기, 붙임표, 따옴표를 확인하세요.",
    ),
)


def syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Fault:
    """What the parser refused, on the line where it has to be mended."""
    problem = f"{error.problem or ''} {error.context or ''}"
    words = next((said for part, said in _SAID if part in problem), _OTHERWISE)
    lines = text.splitlines()
    line = min(_marked_line(problem, error), len(lines))
    here, above = lines[line - 1], lines[line - 2] if line > 1 else ""
    begun = _open_quote_above(lines, line)
    if _indented_by_tab(here):
        words = _TAB
    elif begun and not _open_quote(here):
        line, words = begun, _OPEN_QUOTE
    elif words in {_OTHERWISE, _OPEN_BRACKET} and _open_quote(here):
        words = _OPEN_QUOTE
    elif "mapping values" in problem and _lacks_colon(above):
        # Without its colon the line above runs on into this one.
        line, words = line - 1, _NO_COLON
    return Fault(file, line, "tab" if words is _TAB else "bad-yaml", *words)


def _marked_line(problem: str, error: yaml.MarkedYAMLError) -> int:
    """The line the parser points to, from 1; what is open is to be closed where it opens."""
    opened = any(part in problem for part in _OPENED)
    marks = (error.context_mark, error.problem_mark)
    mark = next((m for m in (marks if opened else marks[::-1]) if m is not None), None)
    return mark.line + 1 if mark else 1


_OPENED = ("scanning a quoted", "parsing a flow", "scanning a simple key")


def _lacks_colon(line: str) -> bool:
    return _NAME_ALONE.match(line) is not None


_NAME_ALONE = re.compile(r" *(?:- )?[A-Za-z_][\w-]*(?::(?=\S)| )[^:]")


def _open_quote_above(lines: list[str], line: int) -> int:
    """The line before `line` on which a quote opens that nothing closes; 0 if there is none.

    The text up to the next quote is taken for its own, so that the parser stumbles only there.
    """
    for n in range(line - 1, 0, -1):
        if '"' in lines[n - 1]:
            return n if _open_quote(lines[n - 1]) else 0
    return 0


def _open_quote(line: str) -> bool:
    return line.replace('\\"', "").count('"') % 2 == 1


def _indented_by_tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())]


def unseen_characters(file: str, text: str) -> Iterator[Fault]:
    """The first character on each line of `text` that nobody can see."""
    lines = text.split("\n") if _UNSEEN.search(text) else []
    for line, words in enumerate(lines, start=1):
        found = _UNSEEN.search(words)
        if found is None:
            continue
        sign = f"U+{ord(found[0]):04X}"
        yield Fault(
            file,
            line,
            "unseen-character",
            Message(
                f"This line holds a character that cannot be seen: {sign}.",
                f"이 줄에 보이지 않는 문자가 있습니다: {sign}.",
            ),
            Message("Delete the line and type it anew.", "이 줄을 지우고 새로 입력하세요."),
        )


def doubled_key(file: str, line: int, key: str) -> Fault:
    """A name that stands twice in one group."""
    shown = _short(key)
    return Fault(
        file,
        line,
        "doubled-key",
        Message(f"'{shown}' stands twice here.", f"같은 항목이 두 번 나옵니다: '{shown}'."),
        Message("Keep one of the two.", "둘 중 하나만 남기세요."),
    )


def not_a_name(file: str, line: int) -> Fault:
    """A list or group where a name is wanted."""
    return Fault(
        file,
        line,
        "not-a-name",
        Message("A list or group stands where a name has to.", "이름이 올 자리에 목록이 있습니다."),
        Message("Write 'name: value'.", "'이름: 값'의 꼴로 쓰세요."),
    )


def strange_value(file: str, line: int, value: str) -> Fault:
    """A value with a tag of its own, or a number no policy needs."""
    shown = _short(value)
    return Fault(
        file,
        line,
        "strange-value",
        Message(f"'{shown}' cannot be read.", f"값을 읽을 수 없습니다: '{shown}'."),
        Message(
            "Put the value in quotes, without a sign such as ! before it.",
            "앞의 ! 같은 기호를 지우고 값을 따옴표로 묶으세요.",
        ),
    )


def too_deep(file: str, line: int) -> Fault:
    """Lists and groups inside one another without end."""
    return Fault(
        file,
        line,
        "too-deep",
        Message(
            "Lists and groups stand too deep inside one another, or inside themselves.",
            "목록이 너무 깊이 겹쳤거나 자기 자신을 담고 있습니다.",
        ),
        Message(
            "Write it out flat, without a '*' that points to itself.",
            "자기 자신을 가리키는 '*' 없이 풀어서 쓰세요.",
        ),
    )


def too_large(file: str, line: int) -> Fault:
    """More values than a policy can have, aliases written out."""
    return Fault(
        file,
        line,
        "too-large",
        Message("The file stands for too many values.", "파일에 담긴 값이 너무 많습니다."),
        Message("Use '*' for small parts only.", "'*' 표시는 작은 부분에만 쓰세요."),
    )


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
