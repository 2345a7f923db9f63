"""Reading a page as a parser does: its text with languages, its ids, its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from django.test import Client

VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})
SHOWN = ("alt", "aria-label", "content", "placeholder", "title", "data-label", "data-short")


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of text, the language it is marked as, and whether it may be translated."""

    text: str
    language: str
    translate: bool


@dataclass
class Seen(HTMLParser):
    """Everything of a page that the tests ask about."""

    said: list[Said] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    title: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        self._open: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        _, language, translate = self._open[-1] if self._open else ("", "", True)
        language = given.get("lang", language)
        translate = translate and given.get("translate") != "no"
        if "id" in given:
            self.ids.append(given["id"])
        if "href" in given and tag == "a":
            self.links.append(given["href"])
        if tag != "meta" or given.get("name") == "description":
            for name in SHOWN:
                if given.get(name):
                    self.said.append(Said(given[name], language, translate))
        if tag not in VOID:
            self._open.append((tag, language, translate))

    def handle_endtag(self, tag: str) -> None:
        opened = self._open.pop()[0]
        assert opened == tag, f"</{tag}> closes <{opened}> at line {self.getpos()[0]}"

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        tag, language, translate = self._open[-1]
        if tag == "title":
            self.title = data
        self.said.append(Said(" ".join(data.split()), language, translate))


def read(html: str) -> Seen:
    """`html` read to its end; every element closed."""
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert seen._open == [], "an element is left open"
    return seen


@cache
def get(address: str, status: int = 200) -> Seen:
    """The page at `address`: it is the same for everybody, so it is asked for once."""
    answer = Client().get(address)
    assert answer.status_code == status, address
    return read(answer.content.decode())
