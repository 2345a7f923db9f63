"""Made-up members as the clients of a test know them, and what is sent to take them in."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.whole.browser import Browser

PASSWORD = "umbrella carousel pine"
NOTICE = "5f" * 32
MAIL = ({"kind": "item", "item": "mail-consent"}, {"kind": "purpose", "scope": "PU16"})
REGISTRATION = "hospital-registration-number"


@dataclass
class Known:
    """A member, and what is true of them as far as their own client has done it.

    `mail` is the id of the consent to receive mail while it is in force.
    """

    subject: str
    values: dict[str, str]
    consents: dict[str, str]
    mail: str = ""
    gone: bool = False
    browser: Browser | None = None


@dataclass
class Pool:
    """All members of all clients."""

    members: list[Known] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, member: Known) -> None:
        """Everybody knows this member from now on."""
        with self._lock:
            self.members.append(member)

    def anyone(self, lots: random.Random) -> Known | None:
        """Some member, perhaps one who is leaving at this moment."""
        with self._lock:
            return lots.choice(self.members) if self.members else None


def values(number: int, *, mail: bool, patient: bool) -> dict[str, str]:
    """The values of member `number` (below ten million), as the form of C1 asks for them."""
    digits = f"{number:08d}"
    given = {
        "member-type": "registered-patient" if patient else "general",
        "personal-name": "가온누리",
        "login-id": f"member.{digits}",
        "password": PASSWORD,
        "gender": "female",
        "date-of-birth": "1990-02-03",
        "mobile-phone": f"010{digits}",
        "email": f"member.{digits}@example.com",
    }
    given |= {"mail-consent": "yes"} if mail else {}
    return given | ({REGISTRATION: f"9{digits[1:]}"} if patient else {})


def joining(given: dict[str, str]) -> dict[str, Any]:
    """The part of a collection's call that says what is given and what was consented to."""
    consents: list[dict[str, str]] = [{"kind": "collect"}]
    consents += MAIL if "mail-consent" in given else ()
    consents += [{"kind": "item", "item": REGISTRATION}] if REGISTRATION in given else []
    return {"values": given, "consents": consents, "notice": NOTICE, "channel": "CH2"}


def known(answer: dict[str, Any], given: dict[str, str]) -> Known:
    """The member that a collection's answer tells of."""
    consents = {f"{c['kind']}:{c['scope']}:{c['item']}": c["id"] for c in answer["consents"]}
    return Known(answer["subject"], given, consents, consents.get("purpose:PU16:", ""))
