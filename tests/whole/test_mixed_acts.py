"""A thousand mixed acts by eight clients at once: journals, ledger and pages say the same (P87)."""

from __future__ import annotations

import os
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest

from tests.runtime.house import House, opened, until
from tests.whole import database, furnishing, looks_page
from tests.whole.acts import act
from tests.whole.furnishing import Furnished, furnish
from tests.whole.journal import Line, differences, of_body
from tests.whole.machine import Machine
from tests.whole.members import Known, Pool
from tests.whole.player import Player
from tests.whole.wire import Wire

CLIENTS, ACTS = 8, 1_000
BEFORE = ("furnishing", "api-clients")
"""Tasks of what was done before the clients began."""

DESKS = (
    "reception.lead", "reception.two", "security.one", "desk.clerk", "officer", "office.one",
    "news.one", "billing.one",
)  # fmt: skip
"""Who is at the desk for each client; the last one has no task with members."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    for house in opened(tmp_path / "var"):
        # A thousand acts in half a minute are more than a web server is allowed by default.
        house.environment["KEEPWORD_OPENS_A_MINUTE"] = "1000000"
        yield house


def test_journals_ledger_and_pages_agree_one_to_one(house: House, tmp_path: Path) -> None:
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32))
    print(f"SEED={seed}")
    furnished = furnish(house, CLIENTS)
    house.up_and_ready()
    players = list(_players(house, furnished, seed))
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(_play, players))
    print(sum((player.journal.acts for player in players), Counter()))
    assert sum(player.done for player in players) == ACTS

    lines = [line for player in players for line in player.journal.lines]
    with ThreadPoolExecutor(CLIENTS) as threads:
        wrong = list(threads.map(lambda player: _pages_of(player, lines), players))
    assert list(chain.from_iterable(wrong)) == []

    until(lambda: database.waiting(house) == 0, "the integrator has taken everything in")
    lines = [line for player in players for line in player.journal.lines]
    bodies = furnishing.log(house)
    logged = [of_body(body) for body in bodies if body.get("task") not in BEFORE]
    assert differences(lines, logged) == []
    _export_verifies(house, tmp_path, len(bodies))


def _players(house: House, furnished: Furnished, seed: int) -> Iterator[Player]:
    wire, pool = Wire(house.port), Pool()
    staff = {one.login: one for one in furnished.staff}
    for number in range(CLIENTS):
        yield Player(
            number,
            wire,
            Machine(wire, *furnished.clients[number]),
            staff[DESKS[number]],
            pool,
            random.Random(f"{seed}/{number}"),
        )


def _play(player: Player) -> None:
    player.begin()
    for _ in range(ACTS // CLIENTS):
        act(player)


def _pages_of(player: Player, lines: list[Line]) -> list[str]:
    return [wrong for member in player.living for wrong in _page_of(player, member, lines)]


def _page_of(player: Player, member: Known, lines: list[Line]) -> list[str]:
    before = len(player.journal.lines)
    browser = player.signed_in(member)
    signed_in = player.journal.lines[before:]
    shown = looks_page.scraped(browser)
    player.journal.add(
        Line("read-log", "done", member.subject, task="own-log", subject=member.subject)
    )
    return looks_page.agree(shown, [*lines, *signed_in], member.subject)


def _export_verifies(house: House, folder: Path, size: int) -> None:
    export = folder / "export"
    assert house.command("ledger", "export", str(export)).returncode == 0
    assert (export / "checkpoint").read_text("utf-8").splitlines()[1] == str(size)
    for where in ((), ("--dir", str(export), "--vkey", str(export / "vkey"))):
        verified = house.command("ledger", "verify", *where)
        assert verified.returncode == 0, verified.stdout
