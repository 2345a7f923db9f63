"""Emergency access through the door: wider, put before the review, and told to the person.

All of it stands in one transaction (docs/decisions.md, "use", duties `review`, `tell-person` and
`keep-reason`): there is no emergency look that nobody reviews or that the person does not hear of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.door import Door
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.foundation.personal import Personal
from keepword.mail import outbox, texts
from keepword.policy.model import Policy
from keepword.policy.model.vocabulary import Purpose
from keepword.policy.prose.formats import format_date
from keepword.safeguards import emergencies
from keepword.site.desk.granted import department_name
from keepword.site.desk.looking import LOOK_UP, Seen, held_of
from keepword.site.desk.person import Sought

TASK = "emergency"
"""The task that an emergency look is recorded under."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """What an emergency look brought; `told` if a mail to the person is on its way."""

    seen: tuple[Seen, ...]
    told: bool = False


def purpose_of(policy: Policy) -> Purpose:
    """What an emergency look is for: the policy's first purpose, which is care."""
    return policy.purposes[0]


def look_in_emergency(
    door: Door, acting: Acting, now: datetime, sought: Sought, reason: Personal
) -> Urgent:
    """Open everything but credentials at every point that holds something of the person.

    Nothing is seen if nobody was found.

    Raises:
        KeepwordError: one of `keepword.custody.errors`; nothing was done.
    """
    subject = door.find(sought.index, sought.value)
    points = sorted(held_of(door, subject))
    purpose = purpose_of(door.loaded.policy).id
    with door.act(replace(acting, task=TASK), now) as act:
        if subject is None:
            act.note(
                LOOK_UP, outcome="failed", purpose=purpose, emergency=True, why=reason.reveal()
            )
            return Urgent(())
        seen = tuple(
            Seen(point, act.use(Using(subject, point, purpose, reason=reason, emergency=True)))
            for point in points
        )
        opened = [one.answer for one in seen if isinstance(one.answer, Opened)]
        if not opened:
            return Urgent(seen)
        emergencies.await_review(
            act.cursor,
            subject=subject,
            entries=[one.entry for one in opened],
            account=acting.account,
            now=now,
        )
        told = _tell(act, door.loaded.policy, opened, _language(door, subject))
    return Urgent(seen, told)


def _tell(act: Act, policy: Policy, opened: Iterable[Opened], language: Language) -> bool:
    """Put a mail to the person into the outbox, sealed, if an address of theirs has opened."""
    # The address goes from the vault into the sealed outbox of the same transaction; from there
    # it leaves only once the look is on record, as all that opened does.
    addresses = (one.sealed_away.get("email") for one in opened)
    to = next((address for address in addresses if address), None)
    if to is None:
        return False
    officer = policy.officer
    message = texts.compose(
        texts.MailKind.EMERGENCY_LOOK,
        language,
        policy.meta.controller.name,
        texts.new_reference(),
        when=_when(act.now, language),
        department=department_name(act.acting.department, language),
        office=officer.department.say(language),
        phone=officer.phone.say(language),
    )
    outbox.queue(act.cursor, act.vault, to, message, act.now)
    return True


def _language(door: Door, subject: UUID) -> Language:
    """The language in which the person last gave a consent; Korean if they gave none."""
    spoken = [given.language for given in door.consents(subject)]
    return next((known for known in LANGUAGES if known in spoken[-1:]), "ko")


def _when(now: datetime, language: Language) -> str:
    local = timezone.localtime(now)
    return f"{format_date(local.date(), language)} {local:%H:%M}"
