"""Made-up staff at the desk, and the people they look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from keepword.accounts import grants
from keepword.accounts.models import Role, Staff
from keepword.custody.acting import Acting
from keepword.custody.answers import Collected
from keepword.custody.asking import Collecting
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock
from keepword.site.signing_in import who
from tests.custody.scene import joined, joining

PASSWORD = "seven quiet herons wading"
SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="")

LOGIN_ID = "gaon.nuri"
MOBILE = "01055512345"
MOBILE_READ = "010-5551-2345"
"""The same number as people read it."""
EMAIL = "gaon.nuri@example.com"
REGISTRATION = "20261124"
ADDRESS = "강원도 인제군 꽃내길 17"
RELATION = "외할머니(함께 사는 보호자)"
MEMBER = ("가온누리", EMAIL, MOBILE_READ, LOGIN_ID, "1990-02-03")
PATIENT = (ADDRESS, RELATION, REGISTRATION)


def member(door: Door, *, mail: bool = False) -> UUID:
    """Somebody who joined the website a day ago."""
    return joined(door, clock.now() - timedelta(days=1), asked=joining(mail=mail))


def patient(door: Door, subject: UUID) -> None:
    """The same person is treated."""
    values = {
        "relation-to-patient": RELATION,
        "patient-name": "가온누리",
        "hospital-registration-number": REGISTRATION,
        "address": ADDRESS,
    }
    treated = Collecting(
        point="C8",
        subject=subject,
        record=uuid4(),
        values={item: Personal(value) for item, value in values.items()},
        channel="CH4",
        purpose="PU1",
    )
    acting = replace(SYSTEM, actor=Actor.STAFF, source="192.0.2.1", grants=frozenset({"PU1"}))
    with door.act(acting, clock.now() - timedelta(hours=1)) as act:
        done = act.collect(treated)
    assert isinstance(done, Collected)


def employee(
    door: Door,
    *tasks: str,
    department: str = "outpatient-reception",
    role: Role = Role.STAFF,
    name: str = "한가람",
) -> Staff:
    """Somebody who works here, granted some tasks."""
    made = Staff.objects.create_staff(
        login=f"s{uuid4().hex[:12]}", name=name, password=PASSWORD, role=role, department=department
    )
    book = desk.tasks("asan")
    with door.act(SYSTEM, clock.now() - timedelta(minutes=1)) as act:
        for task in tasks:
            grants.grant(
                act, grant_id=uuid4(), staff=made.id, task=book.task(task), reason="근무 시작"
            )
    return made


def at_work(staff: Staff) -> Client:
    """A browser in which `staff` is signed in with both factors."""
    client = Client(REMOTE_ADDR="192.0.2.33")
    request = HttpRequest()
    request.session = client.session
    who.enter(request, who.Kind.STAFF, staff.id, staff.session_epoch)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client


def asking(task: str, **fields: str) -> Mapping[str, str]:
    """The form of a task as a browser sends it; underscores for hyphens."""
    return {"task": task} | {name.replace("_", "-"): value for name, value in fields.items()}
