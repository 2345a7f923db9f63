"""Walking through the pages: signing in, and looking who the pages say is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.accounts import scene
from tests.accounts.scene import code
from tests.custody.scene import NOW, VALUES

LOGIN, PASSWORD = VALUES["login-id"], VALUES["password"]
NEW = "nine loud geese at noon"
MINUTE = timedelta(minutes=1)
COOKIE = settings.SESSION_COOKIE_NAME


class Time:
    """The house's clock and the real one, moved by the test."""

    def __init__(self) -> None:
        self.now = NOW
        self.real = scene.REAL


def sign_in(
    client: Client, login: str = LOGIN, password: str = PASSWORD, **more: str
) -> HttpResponse:
    given = {"login-id": login, "password": password, **more}
    return client.post("/ko/sign-in/", given)  # type: ignore[return-value]


def staff_in(client: Client, real: datetime = scene.REAL) -> HttpResponse:
    sign_in(client, "kim.narae", scene.PASSWORD)
    return client.post("/ko/sign-in/code/", {"totp": code(real)})  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def there(client: Client) -> str:
    """Who the head of a page says is signed in."""
    page = client.get("/ko/may-i/").content.decode()
    if 'href="/ko/me/"' in page:
        return "member"
    return "staff" if 'href="/ko/desk/"' in page else ""
