"""A browser without scripts over plain HTTP: cookies, forms, and which text fields it met."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.whole.wire import PATIENCE

TYPED_INTO = frozenset({"text", "search", "email", "tel", "password", "url", "number", "date"})
"""Kinds of `<input>` that somebody types into."""

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    @property
    def location(self) -> str:
        """Where it sends; empty if nowhere."""
        return next((v for n, v in self.headers if n.lower() == "location"), "")

    @cached_property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms of the page."""
        reader = _FormReader()
        reader.feed(self.text)
        return tuple(reader.forms)

    def form(self, name: str) -> Form:
        """The form that has a field of this name."""
        return next(form for form in self.forms if name in form.names)


@dataclass
class Form:
    """One form: where it goes, what it carries, what is typed and chosen in it."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._area = ""
        self._select = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = True
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif self._inside:
            self._control(tag, given, self.forms[-1])

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        form.names |= {name} if name else set()
        if tag == "textarea":
            self._area, form.texts[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            form.chosen[self._select] = given.get("value", "")
        elif tag != "input":
            return
        elif kind == "hidden":
            form.hidden[name] = given.get("value", "")
        elif kind in TYPED_INTO:
            form.texts[name] = given.get("value", "")
        elif "checked" in given:
            form.chosen[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].texts[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form":
            self._inside = False


@dataclass
class Browser:
    """One person's browser. `met` and `typed` hold text fields as (address, name), with what was
    typed into each.

    `watchful` browsers read every page for its fields, which takes longer than serving it.
    """

    port: int
    watchful: bool = True
    agent: str = "Mozilla/5.0"
    cookies: dict[str, str] = field(default_factory=dict)
    met: set[tuple[str, str]] = field(default_factory=set)
    typed: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    page: Answer = field(default_factory=lambda: Answer(0, (), b""))

    def send(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request and its answer, cookies kept; a redirect is not followed."""
        sent = {"User-Agent": self.agent, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, address, body, sent)
            raw = connection.getresponse()
            answer = Answer(raw.status, tuple(raw.getheaders()), raw.read())
        finally:
            connection.close()
        self._keep(answer)
        self._meet(answer)
        return answer

    def get(self, address: str) -> Answer:
        """Open a page and follow where it sends."""
        self.page = self.send("GET", address)
        for _ in range(5):
            if self.page.status not in (301, 302, 303):
                break
            self.page = self.send("GET", self.page.location)
        return self.page

    def post(self, address: str, given: Mapping[str, str], *, token: bool = True) -> Answer:
        """Send a form as it is, with the token that every form has; follow where it sends."""
        self.page = self.send_form(address, given, token=token)
        return self.get(self.page.location) if self.page.status in (302, 303) else self.page

    def send_form(self, address: str, given: Mapping[str, str], *, token: bool = True) -> Answer:
        """The same, and stay with the first answer."""
        carried = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} if token else {}
        body = urlencode({**carried, **given}).encode()
        return self.send("POST", address, body, {"Content-Type": FORM})

    def fill(self, having: str, given: Mapping[str, str], *, without: Iterable[str] = ()) -> Answer:
        """Fill in the form of the page that has the field `having`, and send it.

        What the page had chosen or written there stays unless it is given or left out by name.
        """
        form = self.page.form(having)
        kept = {**form.hidden, **form.texts, **form.chosen}
        sent = {n: v for n, v in {**kept, **given}.items() if n not in set(without)}
        for name in form.texts:
            self.note(form, name, given.get(name, ""))
        if form.method.lower() == "get":
            return self.get(f"{form.action}?{urlencode(given)}")
        return self.post(form.action, sent, token=False)

    def note(self, form: Form, name: str, value: str) -> None:
        """Remember that something was typed into a text field."""
        self.typed.setdefault((place(form.action), name), set()).add(value)

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
                    if morsel["max-age"] == "0" or not morsel.value:
                        del self.cookies[key]

    def _meet(self, answer: Answer) -> None:
        if self.watchful and b"<form" in answer.body:
            for form in answer.forms:
                self.met |= {(place(form.action), name) for name in form.texts}


def place(action: str) -> str:
    """An address without its language, query and fragment: the form's own place."""
    return urlsplit(action).path.removeprefix("/ko").removeprefix("/en")
