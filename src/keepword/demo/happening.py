"""Making the events of the timeline happen, each through the door as the one who does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.hashers import make_password

from keepword.accounts.models import Staff
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import Opened
from keepword.custody.asking import Collecting, Correcting, Leaving, Using, Withdrawing
from keepword.custody.door import Door
from keepword.demo.people import EMPLOYEE, PATIENT, PRACTITIONER, MadeUp
from keepword.demo.timeline import Event, Kind
from keepword.foundation.personal import Personal
from keepword.people import credentials
from keepword.policies.desk import Task, TaskBook
from keepword.policy.decisions.question import Actor, Consent, ConsentKind
from keepword.policy.model.vocabulary import Need
from keepword.safeguards.following_up import follow_up
from keepword.storage.sql import statement

MEMBERSHIP, BOOKING = "C1", "C4"
REASONS = (
    "전화 문의 확인", "서류 재발급 요청", "예약 변경 요청", "회원 정보 확인 요청", "민원 답변 준비",
)  # fmt: skip
"""Why staff looked, where the purpose wants a reason."""


@dataclass(slots=True)
class Stage:
    """Who has appeared so far: subjects of people, staff by department."""

    door: Door
    book: TaskBook
    staff: Mapping[str, tuple[Staff, ...]]
    passwords: Mapping[int, Personal]
    new_id: Callable[[], UUID]
    subjects: dict[int, UUID] = field(default_factory=dict)

    def happen(self, event: Event) -> None:
        """Do one event. One that has lost its object (they left before) does not happen."""
        if event.kind is Kind.JOIN:
            self._join(event)
        elif event.person.number in self.subjects:
            _DO[event.kind](self, event, self.subjects[event.person.number])

    def _join(self, event: Event) -> None:
        person, subject = event.person, self.new_id()
        with self.door.act(_member(subject), event.at) as act:
            act.collect(_application(person, subject, self.new_id()))
            known = self.passwords.get(person.number)
            if known is not None:
                credentials.create(act.cursor, subject, known, "ko", event.at)
            else:
                _without_password(act, subject, event)
        self.subjects[person.number] = subject

    def _book(self, event: Event, subject: UUID) -> None:
        person = event.person
        values = {"mobile-phone": person.phone, "personal-name": person.name}
        insured = person.number % 2 == 0
        if insured:
            values["resident-registration-number"] = person.resident_number
        with self.door.act(_member(subject), event.at) as act:
            act.collect(
                Collecting(
                    point=BOOKING,
                    subject=subject,
                    record=self.new_id(),
                    values={item: Personal(value) for item, value in values.items()},
                    channel="CH2",
                    circumstances=frozenset({"insurance-eligibility"} if insured else ()),
                )
            )

    def _look(self, event: Event, subject: UUID) -> None:
        task = event.at_task()
        staff = self._of(task, event)
        with self.door.act(_at_work(staff, task, frozenset(task.purposes)), event.at) as act:
            act.use(self._using(event, subject))

    def _pry(self, event: Event, subject: UUID) -> None:
        task = event.at_task()
        stranger = self.staff["billing"][0]
        with self.door.act(_at_work(stranger, task, frozenset()), event.at) as act:
            act.use(self._using(event, subject))

    def _emergency(self, event: Event, subject: UUID) -> None:
        staff = self.staff["emergency-department"][0]
        acting = _acting(staff, "emergency", frozenset())
        with self.door.act(acting, event.at) as act:
            done = act.use(
                Using(
                    subject, MEMBERSHIP, "PU1", reason=Personal("의식 없음, 연락처 확인"),
                    emergency=True,
                )
            )  # fmt: skip
            if isinstance(done, Opened):
                follow_up(self.door, act, subject, [done], self.book)

    def _correct(self, event: Event, subject: UUID) -> None:
        new = Personal(f"{event.person.login}.new@example.com")
        with self.door.act(_member(subject), event.at) as act:
            act.correct(Correcting(subject, MEMBERSHIP, {"email": new}, "web"))

    def _withdraw(self, event: Event, subject: UUID) -> None:
        mail = Consent(ConsentKind.PURPOSE, "PU16")
        given = [c.id for c in self.door.consents(subject) if c.consent == mail]
        with self.door.act(_member(subject), event.at) as act:
            act.withdraw(Withdrawing(subject, frozenset(given), "web"))

    def _leave(self, event: Event, subject: UUID) -> None:
        with self.door.act(_member(subject), event.at) as act:
            act.leave(Leaving(subject, "web"))
            credentials.remove(act.cursor, subject)
        del self.subjects[event.person.number]

    def _of(self, task: Task, event: Event) -> Staff:
        able = [s for department in task.departments for s in self.staff.get(department, ())]
        return able[event.staff % len(able)]

    def _using(self, event: Event, subject: UUID) -> Using:
        purpose = self.door.loaded.policy.purpose_index[event.purpose]
        wants = Need.REASON in purpose.needs
        why = Personal(REASONS[event.person.number % len(REASONS)]) if wants else None
        return Using(subject, MEMBERSHIP, event.purpose, reason=why)


_DO: Mapping[Kind, Callable[[Stage, Event, UUID], None]] = {
    Kind.BOOK: Stage._book,
    Kind.LOOK: Stage._look,
    Kind.PRY: Stage._pry,
    Kind.EMERGENCY: Stage._emergency,
    Kind.CORRECT: Stage._correct,
    Kind.WITHDRAW: Stage._withdraw,
    Kind.LEAVE: Stage._leave,
}


def _application(person: MadeUp, subject: UUID, record: UUID) -> Collecting:
    values = {
        "member-type": person.member_type,
        "personal-name": person.name,
        "login-id": person.login,
        "password": "kept one way",
        "gender": person.gender,
        "date-of-birth": person.born.isoformat(),
        "mobile-phone": person.phone,
        "email": person.email,
    }
    optional = {
        "license-number": person.licence,
        "employee-number": person.employee,
        "hospital-registration-number": person.registration,
        "mail-consent": "yes" if person.wants_mail else "",
    }
    given = {item: value for item, value in optional.items() if value}
    consents = {Consent(ConsentKind.COLLECT, MEMBERSHIP)}
    consents |= {Consent(ConsentKind.ITEM, MEMBERSHIP, item) for item in given}
    if person.wants_mail:
        consents.add(Consent(ConsentKind.PURPOSE, "PU16"))
    roles = {PRACTITIONER, EMPLOYEE, PATIENT} & {person.member_type}
    return Collecting(
        point=MEMBERSHIP,
        subject=subject,
        record=record,
        values={item: Personal(value) for item, value in (values | given).items()},
        channel="CH2",
        consents=frozenset(consents),
        roles=frozenset(roles),
        born=person.born,
    )


def _without_password(act: Act, subject: UUID, event: Event) -> None:
    """A member whose password nobody knows: they would reset it by mail."""
    act.cursor.execute(
        statement("keepword.people", "make_member"),
        {
            "subject": subject,
            "password": make_password(None),
            "language": "ko",
            "now": event.at,
        },
    )


def _member(subject: UUID) -> Acting:
    return Acting(Actor.PERSON, subject, source="192.0.2.10", identity_verified=True)


def _at_work(staff: Staff, task: Task, grants: frozenset[str]) -> Acting:
    return _acting(staff, task.id, grants)


def _acting(staff: Staff, task: str, grants: frozenset[str]) -> Acting:
    return Acting(
        Actor.STAFF,
        staff.id,
        source="192.0.2.20",
        task=task,
        department=staff.department,
        role=staff.role,
        grants=grants,
    )
