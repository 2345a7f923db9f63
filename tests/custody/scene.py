"""Made-up people at the door, and what they and the staff do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from keepword.custody.acting import Acting
from keepword.custody.answers import Collected, Opened
from keepword.custody.asking import Collecting, Using
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.ledger.entries import month_of
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.question import Actor, Consent, ConsentKind
from keepword.runtime import house

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
REQUIRED = Consent(ConsentKind.COLLECT, "C1")
MAIL_ITEM = Consent(ConsentKind.ITEM, "C1", "mail-consent")
MAIL = Consent(ConsentKind.PURPOSE, "PU16")
LICENCE = Consent(ConsentKind.ITEM, "C1", "license-number")

VALUES = {
    "member-type": "general",
    "personal-name": "가온누리",
    "login-id": "gaon.nuri",
    "password": "correct horse battery",
    "gender": "female",
    "date-of-birth": "1990-02-03",
    "mobile-phone": "01055512345",
    "email": "gaon.nuri@example.com",
}


def person(subject: UUID) -> Acting:
    """The member themselves, signed in."""
    return Acting(Actor.PERSON, subject, source="192.0.2.7", identity_verified=True)


def staff(*grants: str) -> Acting:
    """Somebody at the reception, granted some purposes."""
    return Acting(
        Actor.STAFF,
        UUID(int=77),
        source="192.0.2.9",
        task="booking-call",
        department="reception",
        role="staff",
        grants=frozenset(grants),
    )


def joining(
    *,
    mail: bool = False,
    licence: str = "",
    born: date = date(1990, 2, 3),
    subject: UUID | None = None,
    record: UUID | None = None,
    consents: frozenset[Consent] | None = None,
    **values: str,
) -> Collecting:
    """Somebody's application for membership; `values` with underscores for hyphens."""
    given = VALUES | {name.replace("_", "-"): value for name, value in values.items()}
    agreed = {REQUIRED}
    if mail:
        given["mail-consent"] = "yes"
        agreed |= {MAIL_ITEM, MAIL}
    if licence:
        given["license-number"] = licence
        agreed.add(LICENCE)
    return Collecting(
        point="C1",
        subject=subject or uuid4(),
        record=record or uuid4(),
        values={item: Personal(value) for item, value in given.items()},
        channel="CH2",
        consents=frozenset(agreed) if consents is None else consents,
        notice="ab" * 32,
        roles=frozenset({"medical-practitioner"}) if licence else frozenset(),
        born=born,
    )


def joined(door: Door, now: datetime = NOW, *, asked: Collecting | None = None) -> UUID:
    """A member; the subject."""
    wanted = asked or joining()
    with door.act(person(wanted.subject), now) as act:
        done = act.collect(wanted)
    assert isinstance(done, Collected)
    return wanted.subject


def look(
    door: Door, subject: UUID, purpose: str = "PU6", now: datetime = NOW, *grants: str
) -> Opened | Denied:
    """A member of staff looks for a purpose they are granted."""
    with door.act(staff(*(grants or (purpose,))), now) as act:
        return act.use(Using(subject, "C1", purpose=purpose))


SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="", task="destruction-run")
STATUTE = "national-health-insurance-act"
NOTICE = "ab" * 32


def visit(point: str, subject: UUID, channel: str = "CH4", **values: str) -> Collecting:
    """What a person leaves at a point beside the membership; underscores for hyphens."""
    given = {name.replace("_", "-"): Personal(value) for name, value in values.items()}
    return Collecting(point, subject, uuid4(), given, channel, notice=NOTICE)


def visited(door: Door, asked: Collecting, now: datetime = NOW) -> UUID:
    """It was taken in; the record."""
    with door.act(person(asked.subject), now) as act:
        done = act.collect(asked)
    assert isinstance(done, Collected), done
    return asked.record


def paying(subject: UUID) -> Collecting:
    """A payment at C9: contract and law, one unit."""
    return visit("C9", subject, "CH2", card_issuer="새벽", card_number="4000-0000-0000-0002")


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query finds on the door's own connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def change(sql: str, *values: Any) -> None:
    """Change rows behind the door's back, on its own connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def log(subject: UUID) -> list[dict[str, Any]]:
    """What is on record of a person, acts on many included, oldest first."""
    with connection.cursor() as django:
        cursor = django.connection.cursor()
        found = house.reader().of_subject(cursor, subject, [month_of(NOW)])
    return sorted((entry.body for entry in found), key=lambda body: int(body["n"]))


def entry(number: UUID) -> dict[str, Any]:
    """What one entry says."""
    with connection.cursor() as django:
        found = house.reader().of_entry(django.connection.cursor(), number)
    assert found is not None
    return found.body


def pending() -> int:
    """How many entries wait for the integrator: in a test nobody takes them in."""
    ((count,),) = rows("SELECT count(*) FROM ledger.inbox")
    return int(count)
