"""One demo house for all that is asked of a whole one: its processes, its log-ins, its ledger."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pyotp
import pytest

from keepword.ledger.reading import Reader
from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import EmbeddedPostgres, client
from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests.runtime.house import PATIENCE, House, until
from tests.whole.canary_browser import Browser

_CODE = re.compile(r"^ {4}(\d{6})\r?$", re.MULTILINE)
_LINK = re.compile(r'href="(/[^"]*/(?:receipt|certificate)/)"')


@dataclass
class DemoHouse:
    """A demo that runs, and what a test may know of it that a browser does not."""

    house: House
    browsers: dict[str, Browser] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    """One-time codes that were used: none works twice."""

    @property
    def layout(self) -> Layout:
        """Where its files lie."""
        return Layout(self.house.var)

    @cached_property
    def logins(self) -> list[dict[str, str]]:
        """The log-ins of `demo.json`."""
        found: list[dict[str, str]] = json.loads(self.layout.demo_json.read_text("utf-8"))
        return found

    @property
    def client(self) -> dict[str, str]:
        """The system that may call the API."""
        return next(one for one in self.logins if one["role"] == "api-client")

    @property
    def staff(self) -> list[dict[str, str]]:
        """Everybody of the staff."""
        return [one for one in self.logins if one.get("totp")]

    def browser(self) -> Browser:
        """A new browser, before the first page."""
        return Browser(self.house.port)

    def staff_in(self, login: str, *, wrong: str = "") -> Browser:
        """A browser in which this member of the staff is signed in; the same one each time.

        `wrong` is typed as a code before.
        """
        if login not in self.browsers:
            known = next(one for one in self.staff if one["login"] == login)
            browser = self.browsers[login] = self.browser()
            sign_in(browser, login, known["password"])
            if wrong:
                browser.fill("totp", {"totp": wrong})
            browser.fill("totp", {"totp": self._code(known["totp"])})
            assert "desk" in str(browser.page.text), browser.page.status
        return self.browsers[login]

    def _code(self, seed: str) -> str:
        """A code that was not used yet; in the same half minute it takes until the next one."""
        shown = pyotp.TOTP(seed)
        until_new = time.monotonic() + 31
        while (code := shown.now()) in self.codes:
            assert time.monotonic() < until_new
            time.sleep(0.5)
        self.codes.add(code)
        return code

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to the house's own database, as its processes have one."""
        with psycopg.connect(**client(self.layout), autocommit=True) as connection:  # type: ignore[arg-type]  # psycopg types keyword by keyword
            yield connection

    def checkpoint(self) -> None:
        """Have PostgreSQL write everything into its files."""
        with psycopg.connect(EmbeddedPostgres(self.layout).admin(), autocommit=True) as admin:
            admin.execute("CHECKPOINT")

    @cached_property
    def _holder(self) -> LocalHolder:
        def connect() -> psycopg.Connection[Any]:
            return psycopg.connect(**client(self.layout), autocommit=True)  # type: ignore[arg-type]  # by keyword

        return LocalHolder("asan", {"file": KeyFiles(self.layout.keys)}, connect)

    @cached_property
    def vault(self) -> Vault:
        """The vault with the house's root key, for reading."""
        return Vault("asan", self._holder)

    def close(self) -> None:
        """End it, and what was opened here to look into it."""
        if "_holder" in vars(self):
            self._holder.connections.close()
        self.house.close()

    @cached_property
    def reader(self) -> Reader:
        """Opens entries of the ledger."""
        return Reader(self.vault.month_key)

    def mail(self, known: set[Path]) -> str:
        """The text of the mail that is in the outbox now and was not among `known`."""
        found: list[Path] = []

        def came() -> bool:
            found[:] = sorted(set(self.layout.outbox.glob("*.eml")) - known)
            return bool(found)

        until(came, "a mail")
        return "\n".join(path.read_text("utf-8") for path in found)

    def code_by(self, ask: Callable[[], object]) -> str:
        """Do what has a code sent; the code."""
        known = set(self.layout.outbox.glob("*.eml"))
        ask()
        found = _CODE.search(self.mail(known))
        assert found is not None
        return found.group(1)


def sign_in(browser: Browser, login: str, password: str) -> None:
    """Type log-in id and password."""
    browser.get("/ko/sign-in/")
    browser.fill("login-id", {"login-id": login, "password": password})


def file_of(browser: Browser, address: str) -> bytes:
    """Wait on a page for the receipt or certificate that it links to, once the ledger has it."""
    end = time.monotonic() + PATIENCE
    while not (link := _LINK.search(browser.get(address).text)):
        assert time.monotonic() < end, f"no file on {address}"
        time.sleep(0.2)
    return browser.send("GET", link.group(1)).body


def subject_in(database: psycopg.Connection[Any], house: DemoHouse, login: str) -> UUID:
    """Whose log-in id this is."""
    from keepword.foundation.personal import Personal

    with database.cursor() as cursor:
        (found,) = house.vault.find(cursor, "login-id", Personal(login))
    return found


LONG = 150.0
"""Seconds that a demo may take to be there: a busy machine loads it slowly."""


def _start(house: House) -> None:
    process = house.up("--demo")
    end = time.monotonic() + LONG
    while house.health() != 200:
        assert process.poll() is None, process.communicate(timeout=PATIENCE)[0]
        assert time.monotonic() < end, "the demo is not ready"
        time.sleep(0.2)


@contextmanager
def furnished() -> Iterator[DemoHouse]:
    """A demo for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="kw-demo-") as folder:
        house = DemoHouse(House(Path(folder).resolve() / "var"))
        try:
            _start(house.house)
            yield house
        finally:
            house.close()


_HOUSE = pytest.StashKey[DemoHouse]()


@pytest.fixture(scope="session")
def demo(request: pytest.FixtureRequest) -> DemoHouse:
    """The one demo of a run, whichever module asks first; it ends when the tests do."""
    stash = request.session.stash
    if _HOUSE not in stash:
        folder = Path(tempfile.mkdtemp(prefix="kw-demo-")).resolve()
        house = DemoHouse(House(folder / "var"))
        request.config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        request.config.add_cleanup(house.close)
        _start(house.house)
        stash[_HOUSE] = house
    return stash[_HOUSE]
