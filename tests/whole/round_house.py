"""A member whose every value is like nothing else, and what the ledger says of each look at it."""

from __future__ import annotations

import html
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from keepword.ledger.reading import Entry
from tests.whole.canaries import forms
from tests.whole.canary_api import System
from tests.whole.canary_browser import Answer, Browser
from tests.whole.canary_house import DemoHouse, subject_in
from tests.whole.canary_values import Stems, member
from tests.whole.canary_walks import join

Place = tuple[str, str]
"""A collection point and an item."""

STEMS = Stems("vjwkqzxh", "쮓뙗꿹뢋", "60482957", "1911-11-23")
BOOKED = Stems("wqvzkjxt", "뗥쀏꺟뉇", "59274083", "1911-11-23")
"""Of the booking: other values, so that one can tell where a value came from."""

SINCE = """
    SELECT entry FROM ledger.inbox WHERE time_ms >= %(since)s
    UNION SELECT entry FROM ledger.entry WHERE time_ms >= %(since)s
"""


@dataclass
class Watched:
    """The member, their values, and the entries that came last."""

    house: DemoHouse
    subject: UUID
    given: dict[str, str]
    joined: str
    values: dict[Place, tuple[str, ...]]
    _since: int = 0
    _known: set[UUID] = field(default_factory=set)
    _forms: dict[Place, tuple[bytes, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self._forms = {
            place: tuple(form for one in said for form in forms(one).values())
            for place, said in self.values.items()
        }

    def begin(self) -> None:
        """From now on it is another request."""
        self._since = time.time_ns() // 1_000_000

    def shown(self, *texts: bytes) -> set[Place]:
        """Whose values are in any of these texts, in any form."""
        plain = [
            *texts,
            *(html.unescape(text.decode("utf-8", "replace")).encode() for text in texts),
        ]
        return {
            place
            for place, sought in self._forms.items()
            if any(form in text for text in plain for form in sought)
        }

    def shown_in(self, answer: Answer) -> set[Place]:
        """The same of an answer, its headers included."""
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
        return self.shown(answer.body, head.encode())

    def entries(self) -> list[dict[str, Any]]:
        """What was put on record about the member since `begin`."""
        with self.house.database() as connection, connection.cursor() as cursor:
            cursor.execute(SINCE, {"since": self._since})
            ids = {row[0] for row in cursor.fetchall()} - self._known
            self._known |= ids
            found = [self.house.reader.of_entry(cursor, one) for one in ids]
        return [body for body in _bodies(found) if body.get("subject") == str(self.subject)]


def _bodies(found: Iterable[Entry | None]) -> list[dict[str, Any]]:
    return [entry.body for entry in found if entry is not None]


def watched(house: DemoHouse) -> Watched:
    """Take the member in: on the site, and with a booking through another system."""
    given = member(STEMS, "registered-patient")
    joined = join(house, house.browser(), given)
    with house.database() as connection:
        subject = subject_in(connection, house, given["login-id"])
    system = caller(house)
    system.sign_in()
    booked = {
        "personal-name": BOOKED.hangul,
        "mobile-phone": BOOKED.mobile,
        "resident-registration-number": BOOKED.resident,
    }
    body: dict[str, Any] = {
        "values": booked,
        "subject": str(subject),
        "channel": "CH2",
        "purpose": "PU3",
    }
    body |= {"circumstances": ["insurance-eligibility"]}
    done = system.call("POST", "collections/C4", system.at("booking", **body))
    assert done.status == 201, done.text
    return Watched(house, subject, given, joined, _values(given))


def caller(house: DemoHouse) -> System:
    """The system that may call, without a token."""
    known = house.client
    human = {"id": "staff-0042", "role": "receptionist", "department": "outpatient-reception"}
    return System(
        Browser(house.house.port), known["client_id"], known["client_secret"], human=human
    )


def _values(given: Mapping[str, str]) -> dict[Place, tuple[str, ...]]:
    """Every value with all the ways in which it could be written."""
    born, secret = STEMS.born, BOOKED.resident
    number = STEMS.digits
    return {
        ("C1", "personal-name"): (given["personal-name"],),
        ("C1", "login-id"): (given["login-id"],),
        ("C1", "password"): (given["password"],),
        ("C1", "date-of-birth"): (born, born.replace("-", ""), "1911년 11월 23일",
                                  "23 November 1911", "November 23, 1911"),
        ("C1", "mobile-phone"): _written(STEMS.mobile),
        ("C1", "email"): (given["email"],),
        ("C1", "hospital-registration-number"): (number, f"{number[:4]}-{number[4:]}"),
        ("C4", "personal-name"): (BOOKED.hangul,),
        ("C4", "mobile-phone"): _written(BOOKED.mobile),
        ("C4", "resident-registration-number"): (secret, f"{secret[:6]}-{secret[6:]}"),
    }  # fmt: skip


def _written(mobile: str) -> tuple[str, ...]:
    a, b, c = mobile[:3], mobile[3:7], mobile[7:]
    return mobile, f"{a}-{b}-{c}", f"{a} {b} {c}", f"+82{mobile[1:]}", f"+82 10-{b}-{c}"
