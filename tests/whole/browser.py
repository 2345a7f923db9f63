"""A person at the pages of the site, without scripts: cookies, forms, redirects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pyotp

from tests.whole.wire import Answer, Wire

FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Browser:
    """One browser with its cookies."""

    wire: Wire
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Open a page; redirects are not followed."""
        return self._ask("GET", path)

    def send(self, page: str, fields: Mapping[str, str], to: str = "") -> Answer:
        """Open the page of a form and send the form, with its token, to `to` or the page itself."""
        found = _TOKEN.search(self.get(page).text)
        token = {"csrfmiddlewaretoken": unescape(found[1])} if found else {}
        return self._ask("POST", to or page, urlencode({**token, **fields}).encode())

    def sign_in(self, login: str, password: str) -> Answer:
        """The first page of signing in, for members and staff alike."""
        return self.send("/ko/sign-in/", {"login-id": login, "password": password})

    def show_code(self, seed: str, page: str = "/ko/sign-in/code/") -> Answer:
        """The code of a device: the second factor, or the proof that the device is set up."""
        return self.send(page, {"totp": pyotp.TOTP(seed).now()})

    def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        headers |= {"Content-Type": FORM} if body else {}
        answer = self.wire.ask(method, path, body, headers)
        for line in answer.headers.get("set-cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer
