"""How values are worded in each language: numbers, dates, periods, lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from keepword.foundation.errors import BindingError, Message
from keepword.foundation.nodes import Duration, Language, Text, Unit, Verbatim
from keepword.policy.model.collection import Entry
from keepword.policy.model.people import Way
from keepword.policy.model.policy import Policy

_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WAYS = {
    Way.IN_PERSON: Text(en="in person", ko="방문"),
    Way.WEB: Text(en="website", ko="홈페이지"),
    Way.PHONE: Text(en="phone", ko="전화"),
    Way.MAIL: Text(en="mail", ko="우편"),
    Way.FAX: Text(en="FAX", ko="팩스"),
}
_UNITS_KO = {Unit.DAYS: "일", Unit.MONTHS: "개월", Unit.YEARS: "년"}


def format_date(day: date, language: Language) -> str:
    """`January 14, 2021`, or `2021년 1월 14일`."""
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def format_duration(period: Duration, language: Language, *, words: bool = False) -> str:
    """`30 days`, with `words` `thirty`-style numerals up to ten; `30일`, `6개월`, `3년`."""
    if language == "ko":
        return f"{period.count}{_UNITS_KO[period.unit]}"
    spelled = words and period.count < len(_NUMERALS)
    number = _NUMERALS[period.count] if spelled else str(period.count)
    return f"{number} {period.unit if period.count != 1 else period.unit[:-1]}"


def format_way(way: Way, language: Language) -> str:
    """A way of reaching the hospital: `FAX`; `팩스`."""
    return _WAYS[way].say(language)


def format_frequency(period: Duration, language: Language) -> str:
    """`once a year`, `once every two years`; `연 1회`, `2년마다 1회`."""
    unit = period.unit[:-1]
    if period.count == 1:
        korean = {Unit.YEARS: "연 1회", Unit.MONTHS: "월 1회", Unit.DAYS: "매일 1회"}[period.unit]
        return korean if language == "ko" else f"once a {unit}"
    if language == "ko":
        return f"{format_duration(period, language)}마다 1회"
    return f"once every {format_duration(period, language, words=True)}"


def join_list(words: Sequence[str], language: Language, conjunction: str = "") -> str:
    """`a, b, and c` (with a conjunction; `a and b` for two), else `a, b, c`."""
    if len(words) < 2 or not conjunction:
        return ", ".join(words)
    if language == "ko":
        return _join_korean(words, conjunction)
    if len(words) == 2:
        return f"{words[0]} {conjunction} {words[1]}"
    return f"{', '.join(words[:-1])}, {conjunction} {words[-1]}"


def _join_korean(words: Sequence[str], conjunction: str) -> str:
    """Korean lists by commas; an "or" is spoken, since it changes what is promised."""
    if conjunction != "or":
        return ", ".join(words)
    return f"{', '.join(words[:-1])} 또는 {words[-1]}"


class Wording:
    """Words values in one language, as printed or clean."""

    def __init__(self, policy: Policy, language: Language, *, printed: bool) -> None:
        self._policy = policy
        self._language = language
        self._printed = printed

    def word(self, value: Any, form: str, path: str) -> str:
        """`value` in `form`; an absent value is the empty string."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return self._list([self._plain(v, path) for v in value], form, path)
        if isinstance(value, Duration):
            return self._duration(value, form)
        if isinstance(value, date):
            return format_date(value, self._language)
        if isinstance(value, int):
            return f"{value:,}" if form == "number" else str(value)
        return self._plain(value, path)

    def _duration(self, value: Duration, form: str) -> str:
        if form == "frequency":
            return format_frequency(value, self._language)
        return format_duration(value, self._language, words=form == "words")

    def _list(self, words: list[str], form: str, path: str) -> str:
        joiners: dict[str, Callable[[], str]] = {
            "commas": lambda: join_list(words, self._language),
            "and": lambda: join_list(words, self._language, "and"),
            "or": lambda: join_list(words, self._language, "or"),
            "arrows": lambda: " > ".join(words),
            "count": lambda: str(len(words)),
        }
        if form not in joiners:
            raise _unworded(path, "a list wants one of: " + ", ".join(joiners))
        return joiners[form]()

    def entry(self, entry: Entry) -> str:
        """An entry as a list words it: label, examples, condition."""
        label = entry.label or self._policy.item_index[entry.item].label
        words = self._plain(label, entry.item)
        if entry.examples:
            examples = self.word(entry.examples, "and", entry.item)
            korean = self._language == "ko"
            words = f"{examples} 등 {words}" if korean else f"{words} such as {examples}"
        if entry.condition:
            condition = next(c for c in self._policy.conditions if c.id == entry.condition)
            gap = "" if self._language == "ko" else " "
            words += f"{gap}({self._plain(condition.says, entry.item)})"
        return words

    def _plain(self, value: Any, path: str) -> str:
        if isinstance(value, Entry):
            return self.entry(value)
        if isinstance(value, Way):
            return format_way(value, self._language)
        if isinstance(value, (Text, Verbatim)):
            return value.say(self._language, printed=self._printed)
        if isinstance(value, str):
            named = self._policy.index.get(value)
            return self._plain(named, path) if named is not None else value
        for field in ("says", "label", "name"):
            inner = getattr(value, field, None)
            if isinstance(inner, Text):
                return self._plain(inner, path)
        raise _unworded(path, "name a field of it")


def _unworded(path: str, hint: str) -> BindingError:
    return BindingError(
        Message(
            f"'{{{path}}}' has no words of its own: {hint}.",
            f"'{{{path}}}'은(는) 글로 옮길 수 없습니다.",
        ),
        Message(
            "Bind to a text, number, period, date or list.",
            "글, 숫자, 기간, 날짜, 목록을 가리키도록 고치세요.",
        ),
    )
