"""The page *who looked* as its member sees it, and what it must say because of a journal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

from tests.whole import spoken
from tests.whole.browser import Browser
from tests.whole.journal import Line

LOOKS = "/ko/me/looks/"
STAFF_ROLES = {"staff": "직원", "officer": "개인정보 보호책임자"}

_LOOK = re.compile(r'<li class="look[^"]*" data-entry="([0-9a-f-]+)">(.*?)</li>', re.DOTALL)
_WHO = re.compile(r"<strong>([^<]*)</strong>")
_SPANS = re.compile(r"<span>([^<]*)</span>")
_TAGS = re.compile(r'<span class="tag[^"]*">([^<]*)</span>')
_ROWS = re.compile(r"<div><dt>([^<]*)</dt><dd>(.*?)</dd></div>", re.DOTALL)
_THROUGH = re.compile(r"kw-[0-9a-z]+")
_EARLIER = re.compile(r'<a href="([^"]+)" rel="prev">')
_MARKUP = re.compile(r"<[^>]*>")


class Shown(NamedTuple):
    """One look as the page shows it, in words."""

    who: str
    act: str
    why: str
    purpose: str
    items: frozenset[str]
    refused: str
    failed: bool
    through: str


def scraped(browser: Browser) -> dict[str, Shown]:
    """Every look of every month that the page offers, by entry."""
    found: dict[str, Shown] = {}
    path: str | None = LOOKS
    while path:
        page = browser.get(path)
        assert page.status == 200, _plain(page.text)
        found |= {entry: _read(text) for entry, text in _LOOK.findall(page.text)}
        earlier = _EARLIER.search(page.text)
        path = unescape(earlier[1]) if earlier else None
    return found


def agree(shown: dict[str, Shown], lines: Iterable[Line], subject: str) -> list[str]:
    """Where page and journal do not agree on the looks at one person."""
    mine = [line for line in lines if line.subject == subject]
    found = [
        f"shown otherwise: {line} {shown.get(line.entry)}"
        for line in mine
        if line.entry and not _says(shown.get(line.entry), line)
    ]
    must, does = Counter(_bare(_worded(x)) for x in mine), Counter(map(_bare, shown.values()))
    found += [f"not shown: {look} ×{n}" for look, n in (must - does).items()]
    return found + [f"shown, but not done: {look} ×{n}" for look, n in (does - must).items()]


def _says(shown: Shown | None, line: Line) -> bool:
    if shown is None:
        return False
    return shown == _worded(line) if line.items is not None else _bare(shown) == _worded(line)


def _bare(shown: Shown) -> Shown:
    return shown._replace(items=frozenset())


def _worded(line: Line) -> Shown:
    denied = line.outcome == "denied"
    items = frozenset(map(spoken.label, line.items or ())) if not denied else frozenset()
    return Shown(
        who=_who(line),
        act=spoken.act(line.act),
        why=spoken.task(line.task),
        purpose=spoken.purpose(line.purpose),
        items=items,
        refused=spoken.refusal(line.reason) if denied else "",
        failed=line.outcome == "failed",
        through=line.who if line.human else "",
    )


def _who(line: Line) -> str:
    if line.department:
        return spoken.department(line.department)
    return "본인" if line.who == line.subject else "로그인하지 않은 사람"


def _read(text: str) -> Shown:
    head, tail = text.split("</p>", 1)
    rows = {unescape(name): content for name, content in _ROWS.findall(tail)}
    (who,), tags = _WHO.findall(head), [unescape(tag) for tag in _TAGS.findall(head)]
    act = unescape(_SPANS.findall(head)[-1])
    why, _, purpose = rows.get("왜", "").partition('<span class="note">')
    through = _THROUGH.search(tail)
    return Shown(
        unescape(who),
        act,
        _plain(why),
        _plain(purpose),
        frozenset(filter(None, _plain(rows.get("항목", "")).split(", "))),
        _plain(rows.get("거절됨", "")),
        "이루어지지 않음" in tags,
        through[0] if through else "",
    )


def _plain(markup: str) -> str:
    return unescape(_MARKUP.sub("", markup)).strip()
