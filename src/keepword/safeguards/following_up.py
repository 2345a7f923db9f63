"""What an emergency look brings with it: it is put before the review, and the person is told.

Both happen in the transaction of the look (docs/decisions.md, duties `review` and `tell-person`):
there is no emergency look that nobody reviews or that the person does not hear of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from keepword.custody.act import Act
from keepword.custody.answers import Opened
from keepword.custody.door import Door
from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import LANGUAGES, Language, Text
from keepword.mail import outbox, texts
from keepword.policies.tasks import TaskBook
from keepword.policy.prose.formats import format_date
from keepword.safeguards import emergencies


def follow_up(
    door: Door, act: Act, subject: UUID, opened: Sequence[Opened], book: TaskBook
) -> bool:
    """Put emergency looks of one act before the review, and tell the person by mail.

    Args:
        opened: at least one look; together they are reviewed as one.
        book: the hospital's departments, for naming the one that looked.

    Returns:
        Whether a mail is on its way: not if no address of the person has opened.
    """
    emergencies.await_review(
        act.cursor,
        subject=subject,
        entries=[one.entry for one in opened],
        account=act.acting.account,
        now=act.now,
    )
    return _tell(door, act, opened, _language(door, subject), book)


def _tell(
    door: Door, act: Act, opened: Iterable[Opened], language: Language, book: TaskBook
) -> bool:
    # The address goes from the vault into the sealed outbox of the same transaction; from there
    # it leaves only once the look is on record, as all that opened does.
    addresses = (one.within("email") for one in opened)
    to = next((address for address in addresses if address), None)
    if to is None:
        return False
    policy = door.loaded.policy
    message = texts.compose(
        texts.MailKind.EMERGENCY_LOOK,
        language,
        policy.meta.controller.name,
        texts.new_reference(),
        when=_when(act.now, language),
        department=_department(act.acting.department, book, policy.meta.controller.name).say(
            language
        ),
        office=policy.officer.department.say(language),
        phone=policy.officer.phone.say(language),
    )
    outbox.queue(act.cursor, act.vault, to, message, act.now)
    return True


def _language(door: Door, subject: UUID) -> Language:
    """The language in which the person last gave a consent; Korean if they gave none."""
    spoken = [given.language for given in door.consents(subject)]
    return next((known for known in LANGUAGES if known in spoken[-1:]), "ko")


def _department(department: str, book: TaskBook, hospital: Text) -> Text:
    """The department that looked; the hospital where it is none of the book's.

    What another system calls its user's department is its own word, and goes into no mail.
    """
    try:
        return book.department(department).name
    except UnknownId:
        return hospital


def _when(now: datetime, language: Language) -> str:
    local = timezone.localtime(now)
    return f"{format_date(local.date(), language)} {local:%H:%M}"
