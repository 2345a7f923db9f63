"""A house whose clock the tests move, with a member and a member of staff in it."""

from __future__ import annotations

from uuid import UUID

import pytest

from keepword.accounts import totp
from keepword.accounts.models import Staff
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.people import credentials
from keepword.runtime import clock, house
from tests.accounts import scene
from tests.accounts.scene import SEED
from tests.custody.scene import NOW, joined, person
from tests.site.signing_in.walk import PASSWORD, Time


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(clock, "real", lambda: made.real)
    return made


@pytest.fixture
def door(db: None, time: Time) -> Door:
    house.prepare(NOW)
    return house.door()


@pytest.fixture
def member(door: Door) -> UUID:
    subject = joined(door)
    with door.act(person(subject), NOW) as act:
        credentials.create(act.cursor, subject, Personal(PASSWORD), "ko", NOW)
    return subject


@pytest.fixture
def staff(door: Door) -> Staff:
    somebody = scene.made()
    with door.act(scene.ANYBODY, NOW) as act:
        totp.enrol(act.cursor, act.vault, somebody.id, SEED, NOW)
    return somebody
