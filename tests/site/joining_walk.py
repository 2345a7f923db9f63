"""Somebody made up walks through joining, page by page, as a browser without scripts does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.mail import outbox
from keepword.runtime import house
from tests.site.reading import Seen, read

PASSWORD = "가을 하늘 두루미 열둘"
REQUIRED = {
    "member-type": "general",
    "personal-name": "가온누리",
    "login-id": "gaon.nuri",
    "password": PASSWORD,
    "gender": "female",
    "date-of-birth": "1990-02-03",
    "mobile-phone": "010-5551-2345",
    "email": "gaon.nuri@example.com",
}
OPTIONAL = {
    "mail-consent": ("general", "yes"),
    "license-number": ("medical-practitioner", "1234567"),
    "employee-number": ("hospital-employee", "E-20417"),
    "hospital-registration-number": ("registered-patient", "20261124"),
}
"""Each optional item of C1: the kind of member it applies to, and a value."""

AGREED = {"consent-required": "yes"}

_DRAFT = re.compile(r'name="draft" value="([^"]+)"')
_CODE = re.compile(r"^ {4}(\d{6})$", re.MULTILINE)


def optional(item: str) -> dict[str, str]:
    """What somebody sends who gives this item too, consent included."""
    kind, value = OPTIONAL[item]
    consent = {} if item == "mail-consent" else {f"consent-{item}": "yes"}
    return {"member-type": kind, item: value, **consent}


@dataclass
class Walk:
    """One browser."""

    language: Language = "ko"
    client: Client = field(default_factory=Client)
    answer: Any = field(default_factory=HttpResponse)
    draft: str = ""

    @property
    def html(self) -> str:
        """The page that is shown."""
        shown: str = self.answer.content.decode()
        return shown

    @property
    def seen(self) -> Seen:
        """The page, read."""
        return read(self.html)

    @property
    def said(self) -> str:
        """Every word of the page."""
        return " ".join(said.text for said in self.seen.said)

    def get(self, path: str) -> Walk:
        """Open a page of this language."""
        return self._show(self.client.get(f"/{self.language}/{path}"))

    def post(self, path: str, sent: Mapping[str, str], *, draft: bool = True) -> Walk:
        """Send a form, with the draft of the page that is shown."""
        carried = {"draft": self.draft} if draft and self.draft else {}
        return self._show(self.client.post(f"/{self.language}/{path}", {**carried, **sent}))

    def _show(self, answer: Any) -> Walk:
        self.answer = answer
        if "text/html" in answer.headers.get("Content-Type", ""):
            found = _DRAFT.search(answer.content.decode())
            self.draft = unescape(found.group(1)) if found else ""
        return self

    def get_again(self) -> Walk:
        """Look at the same page once more."""
        return self._show(self.client.get(self.answer.request["PATH_INFO"]))

    def fill(self, **more: str) -> Walk:
        """Send the whole form; `_` stands for `-`, and an empty value leaves a field out."""
        sent = REQUIRED | AGREED | {name.replace("_", "-"): v for name, v in more.items()}
        return self.post("join/", {n: v for n, v in sent.items() if v} | {"go": "check"})

    def send_code(self) -> str:
        """Go on from the check; the code in the mail."""
        self.post("join/confirm/", {"go": "send"})
        return newest_code()

    def confirm(self, code: str) -> Walk:
        """Type the code."""
        return self.post("join/confirm/", {"code": code, "go": "confirm"})

    def follow(self) -> Walk:
        """Go where the answer sends."""
        return self._show(self.client.get(self.answer.headers["Location"]))


def joined(more: Mapping[str, str] | None = None, walk: Walk | None = None) -> Walk:
    """Somebody who has just become a member, on the page that says so."""
    walk = walk or Walk()
    walk.fill(**(more or {}))
    walk.confirm(walk.send_code())
    assert walk.answer.status_code == 302, walk.html
    return walk.follow()


def subject_of(login: str = REQUIRED["login-id"]) -> UUID:
    """Whose log-in id this is."""
    found = house.door().find("login-id", Personal(login))
    assert found is not None
    return found


def newest_code() -> str:
    """The six digits in the mail that was queued last."""
    body = queued()[-1].message.body
    found = _CODE.search(body)
    assert found is not None
    return found.group(1)


def queued() -> list[outbox.Queued]:
    """The mails that wait, oldest first."""
    with transaction.atomic(), connection.cursor() as django:
        django.execute(
            "SELECT mail, queued_at, sealed, day FROM mail.outbox ORDER BY queued_at, ctid"
        )
        rows = django.fetchall()
    vault = house.vault()
    return [
        outbox.opened(outbox.key_of(vault, day), mail, at, bytes(sealed))
        for mail, at, sealed, day in rows
    ]


def other_login() -> str:
    """A log-in id of nobody's."""
    return f"user{uuid4().hex[:12]}"
