"""The demo's staff and its API client, and the file that says how to sign in as each.

Made-up people of several departments. Passwords and seeds are random at every loading and stand
only in `demo.json` (0600), which a house outside the demo does not have.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyotp

from keepword.accounts import grants, totp
from keepword.accounts.models import Role, Staff
from keepword.clients import credentials, enrolling, registry
from keepword.clients.scopes import Scope
from keepword.custody.act import Act
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.policies.desk import TaskBook

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another."""

CLIENT = "booking-system"
"""The system that calls the demo's API."""


@dataclass(frozen=True, slots=True)
class Login:
    """One way in, as `demo.json` lists it; `totp` is the seed of the one-time codes."""

    role: str
    login: str
    password: str
    totp: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A made-up member of staff, before there is an account."""

    login: str
    name: str
    role: Role
    department: str


STAFF = (
    Colleague("reception.lead", "유온새", Role.STAFF, "outpatient-reception"),
    Colleague("reception.two", "하늘찬", Role.STAFF, "outpatient-reception"),
    Colleague("nurse.one", "민가온", Role.STAFF, "nursing"),
    Colleague("clinic.one", "도해솔", Role.STAFF, "clinics"),
    Colleague("emergency.one", "남다온", Role.STAFF, "emergency-department"),
    Colleague("records.one", "지소담", Role.STAFF, "medical-records"),
    Colleague("billing.one", "표보람", Role.STAFF, "billing"),
    Colleague("news.one", "라여울", Role.STAFF, "public-relations"),
    Colleague("security.one", "차한별", Role.STAFF, "information-security"),
    Colleague("desk.clerk", "탁새봄", Role.CLERK, "information-security"),
    Colleague("officer", "선우이든", Role.OFFICER, "information-security"),
    Colleague("office.one", "반나래", Role.OFFICE, "information-security"),
    Colleague("auditor", "봉마루", Role.AUDITOR, "information-security"),
)


def password() -> str:
    """Three groups that a person can type."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))


def engage(act: Act, book: TaskBook, new_id: Callable[[], UUID]) -> list[tuple[Staff, Login]]:
    """Make the accounts, enrol their devices and give each the tasks of its department."""
    made: list[tuple[Staff, Login]] = []
    for number, colleague in enumerate(STAFF, start=1):
        login = Login(colleague.role.value, colleague.login, password(), pyotp.random_base32())
        staff = Staff.objects.create_staff(
            login=login.login,
            name=colleague.name,
            password=login.password,
            role=colleague.role,
            department=colleague.department,
            employee_number=f"9{number:05d}",
        )
        totp.enrol(act.cursor, act.vault, staff.id, Personal(login.totp), act.now)
        # Whoever audits looks at the log, not at people (P77).
        tasks = () if colleague.role is Role.AUDITOR else book.of(colleague.department)
        for task in tasks:
            grants.grant(
                act,
                grant_id=new_id(),
                staff=staff.id,
                task=task,
                reason="부서 업무 · work of the department",
            )
        made.append((staff, login))
    return made


def connect_client(
    door: Door, book: TaskBook, tasks: Sequence[str], now: datetime, new_id: Callable[[], UUID]
) -> dict[str, str]:
    """Enter the API client; its id and secret for `demo.json`."""
    client_id, secret = credentials.new_client_id(), credentials.new_secret()
    client = registry.Client(
        account=new_id(),
        client_id=client_id,
        name="Booking system (invented)",
        system=CLIENT,
        scopes=frozenset(Scope),
        tasks=frozenset(tasks),
        made_at=now,
    )
    enrolling.enrol(door, book, client, secret)
    return {"role": "api-client", "client_id": client_id, "client_secret": secret}


def write(path: Path, logins: Sequence[Login], client: dict[str, str]) -> None:
    """`demo.json`, whole or not at all; nobody else may read it."""
    listed: list[dict[str, str]] = [*map(asdict, logins), client]
    draft = path.with_suffix(".new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        json.dump(listed, file, ensure_ascii=False, indent=1)
    draft.replace(path)
