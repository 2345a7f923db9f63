"""What people type stands nowhere but sealed, and goes when they leave (P66, P71, P82).

Distinctive values go into every text field of every form and of the API, rightly and wrongly. Then
the whole `KEEPWORD_VAR` is searched for them in every form that they could have taken: data
directory, write-ahead log, logs, sessions, jobs, outbox, ledger, secrets.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.docs.repository import ROOT
from tests.runtime.house import House
from tests.whole.canaries import search
from tests.whole.canary_backups import Shelf, sessions
from tests.whole.canary_house import DemoHouse, demo, subject_in
from tests.whole.canary_typing import CALLER, KINDS, Typing
from tests.whole.canary_values import Stems
from tests.whole.canary_walks import leave

__all__ = ["demo"]

STEMS = Stems("zqkxvwpj", "뷁꿻쮏뛣", "73918426", "1913-07-29")
PLANTED = "planted-canary-6031"
NEIGHBOUR, LEAVER, WITHDRAWER, CALLED_OUT = range(len(KINDS))


@dataclass(frozen=True)
class Story:
    """The house after everybody typed, its backups, and whose log-in ids are whose."""

    house: DemoHouse
    typing: Typing
    shelf: Shelf
    subjects: dict[int, UUID]
    sessions: list[dict[str, Any]]
    before: frozenset[tuple[str, str]]
    after: frozenset[tuple[str, str]]


@pytest.fixture(scope="module")
def story(demo: DemoHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    shelf = Shelf(demo, tmp_path_factory.mktemp("shelf"))
    typing = Typing(demo, STEMS)
    typing.everything()
    numbers = {**dict.fromkeys(range(len(KINDS))), CALLER: None}
    with demo.database() as database:
        subjects = {n: subject_in(database, demo, f"{STEMS.letters}.{n}") for n in numbers}
    plant(demo)
    shelf.backup("before")
    before, held = sightings(demo), sessions(demo)
    goodbye(typing, subjects)
    shelf.backup("after")
    yield Story(demo, typing, shelf, subjects, held, before, sightings(demo))
    with demo.database() as database:
        database.execute("DROP TABLE public.planted")


def plant(house: DemoHouse) -> None:
    """Write a value in the clear where none should be: into a table and into a log."""
    with house.database() as database:
        database.execute("CREATE TABLE public.planted (value text)")
        database.execute("INSERT INTO public.planted VALUES (%s)", (PLANTED,))
    with (house.layout.logs / "web.log").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"event": PLANTED, "level": "info"}) + "\n")


def sightings(house: DemoHouse) -> frozenset[tuple[str, str]]:
    """Value and place (under `KEEPWORD_VAR`) of everything that is found now."""
    house.checkpoint()
    var = house.house.var
    found = search([*STEMS.every, PLANTED], [var])
    return frozenset((one.value, str(Path(one.file).relative_to(var))) for one in found)


def goodbye(typing: Typing, subjects: dict[int, UUID]) -> None:
    """One leaves on the site, one through another system, one withdraws two consents."""
    browser = typing.member_in(LEAVER)
    leave(browser, typing.passwords[LEAVER])
    system = typing.system()
    gone = system.call(
        "DELETE", f"members/{subjects[CALLED_OUT]}",
        system.at("membership", channel="phone", identity_verified=True),
    )  # fmt: skip
    assert gone.status == 200, gone.text
    browser = typing.member_in(WITHDRAWER)
    for _ in range(2):
        browser.get("/ko/me/consents/")
        form = next(f for f in browser.page.forms if "consent" in f.hidden)
        browser.post(form.action, {"consent": form.hidden["consent"], "go": "withdraw"})
        assert browser.page.status == 200


def test_such_a_value_was_typed_into_every_text_field_of_every_form(story: Story) -> None:
    assert story.typing.met == story.typing.typed
    places = {address for address, _ in story.typing.met}
    assert places == {
        "/join/", "/join/confirm/", "/sign-in/", "/sign-in/code/", "/sign-in/device/",
        "/password/forgotten/", "/password/new/", "/me/password/", "/me/edit/",
        "/me/leave/confirm/", "/desk/look-up/", "/desk/emergency/", "/desk/review/",
        "/policy/processors/",
    }  # fmt: skip


@pytest.mark.parametrize("moment", ["before", "after"])
def test_nothing_that_was_typed_stands_anywhere_in_the_house(story: Story, moment: str) -> None:
    """P82. The same search finds what was planted in the clear, in table, write-ahead log, log."""
    found = story.before if moment == "before" else story.after
    assert {one for one in found if one[0] != PLANTED} == set()
    places = {place for value, place in found if value == PLANTED}
    assert any(place.startswith("postgres/data/base/") for place in places)
    assert any(place.startswith("postgres/data/pg_wal/") for place in places)
    assert "log/web.log" in places


@pytest.mark.parametrize("moment", ["before", "after"])
def test_nothing_that_was_typed_stands_in_a_backup(story: Story, moment: str) -> None:
    """Unpacked: what pages and rows compress shows here; the planted value does too."""
    found = search([*STEMS.every, PLANTED], [story.shelf.plain(moment)])
    assert {one.value for one in found} == {PLANTED}
    assert {Path(one.file).name for one in found} == {"data.dump.sql"}


def test_a_session_holds_who_and_since_when_and_nothing_else(story: Story) -> None:
    """P82: in its table a session is packed, so that the search above does not see into it."""
    names = {name for session in story.sessions for name in session}
    assert names == {"kind", "id", "epoch", "began", "last"}
    assert {s["kind"] for s in story.sessions} == {"member", "staff", "half"}
    assert not [s for s in story.sessions for stem in STEMS.every if stem in json.dumps(s)]


def expected(typing: Typing, number: int) -> dict[str, str]:
    """What member `number` gave at C1, as it is kept."""
    given = typing.person(number)
    kept = {n: v for n, v in given.items() if n != "password"}
    kept["mobile-phone"] = STEMS.mobile
    return {f"C1.{item}": value for item, value in kept.items()}


def test_old_data_with_the_keys_of_their_time_open_everything(story: Story) -> None:
    """The positive control: the values are there, sealed, and these keys are what opens them."""
    with story.shelf.loaded("before", "before") as opening:
        for number in (NEIGHBOUR, LEAVER, CALLED_OUT):
            opened = opening.values(story.subjects[number])
            assert opened == expected(story.typing, number)
        withdrawer = opening.values(story.subjects[WITHDRAWER])
        assert withdrawer["C1.license-number"] == STEMS.digits
        assert withdrawer["C1.mail-consent"] == "yes"
        called = opening.values(story.subjects[CALLER])
        assert called["C1.personal-name"] == f"{STEMS.hangul}타"
        assert called["C4.resident-registration-number"] == STEMS.resident


def test_old_data_with_todays_keys_are_erased_for_who_left_and_open_for_the_neighbour(
    story: Story,
) -> None:
    """P66: what was sealed in an old copy stays shut, item by item; nobody else is concerned."""
    with story.shelf.loaded("before", "after") as opening:
        for number in (LEAVER, CALLED_OUT):
            opened = opening.values(story.subjects[number])
            assert opened.keys() == expected(story.typing, number).keys()
            assert set(opened.values()) == {"ErasedError"}
        opened = opening.values(story.subjects[NEIGHBOUR])
        assert opened == expected(story.typing, NEIGHBOUR)
        withdrawer = opening.values(story.subjects[WITHDRAWER])
        shut = {item for item, value in withdrawer.items() if value == "ErasedError"}
        assert shut >= {"C1.mail-consent", "C1.license-number"}


def test_a_restored_house_has_forgotten_who_left_and_what_was_withdrawn(
    story: Story, tmp_path: Path
) -> None:
    """P66, P71: `keepword restore` of the old data with today's keys."""
    house = House((tmp_path / "var").resolve())
    try:
        seen = _restored(house, story)
    finally:
        house.close()
    for number in (LEAVER, CALLED_OUT):
        gone = seen[str(story.subjects[number])]
        assert (gone["items"], gone["member"]) == ([], False)
        assert {gone["PU6"], gone["PU16"]} <= {"ErasedError", "NoSuchPerson"}
    neighbour = seen[str(story.subjects[NEIGHBOUR])]
    assert {f"C1.{item}" for item in neighbour["items"]} == set(expected(story.typing, NEIGHBOUR))
    assert (neighbour["PU6"], neighbour["PU16"]) == ("opened", "opened")
    withdrawer = seen[str(story.subjects[WITHDRAWER])]
    assert not {"mail-consent", "license-number"} & set(withdrawer["items"])
    assert (withdrawer["PU6"], withdrawer["PU16"]) == ("opened", "purpose-consent-needed")


def _restored(house: House, story: Story) -> Any:
    done = house.command(
        "restore", "--data", str(story.shelf.data("before")),
        "--keys", str(story.shelf.keys("after")),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    people = map(str, story.subjects.values())
    told = subprocess.run(
        [sys.executable, "-m", "tests.whole.canary_asking", *people],
        cwd=ROOT, env={**house.env, "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)
