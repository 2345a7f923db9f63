"""The outbox: mail is put here in the transaction that gives rise to it, and sent afterwards.

Recipient, subject and text are sealed as one (AES-256-GCM under the key of the day, bound to the
row), so that no copy of the database shows whom the hospital writes to, or what. The day's key is
destroyed after the day's last mail has left: then old copies open no more either (`vault.dated`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor, statement
from keepword.vault import dated
from keepword.vault.sealing import encoded, framed, seal, unseal
from keepword.vault.vault import Vault

SERVICE: Final = "outbox"
"""The vault's service whose dated keys mail is sealed under."""

LIFE: Final = timedelta(days=3)
"""How long sending is tried where nothing else is said."""


@dataclass(frozen=True, slots=True)
class MailMessage:
    """What a mail says. `reference`: four letters that tell one mail from another."""

    kind: str
    language: Language
    subject: str
    body: str = field(repr=False)
    reference: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A mail out of the outbox, opened."""

    id: UUID
    queued_at: datetime
    to: Personal
    message: MailMessage


def queue(
    cur: Cursor,
    vault: Vault,
    to: Personal,
    message: MailMessage,
    now: datetime,
    *,
    until: datetime | None = None,
) -> UUID:
    """Put a mail into the outbox, in the caller's transaction; its id.

    After `until` (three days, where it is left out) it has no use any more and is not sent.
    """
    mail = uuid4()
    plain = {
        "to": to.reveal(),
        "kind": message.kind,
        "language": message.language,
        "subject": message.subject,
        "body": message.body,
        "reference": message.reference,
    }
    day, key = dated.key_to_write(cur, vault, SERVICE, now)
    sealed = seal(key, encoded(json.dumps(plain)), _place(mail))
    row = {"mail": mail, "now": now, "until": until or now + LIFE, "sealed": sealed, "day": day}
    cur.execute(statement("keepword.mail", "put"), row)
    return mail


def opened(key: bytes, mail: UUID, queued_at: datetime, sealed: bytes) -> Queued:
    """The mail in a row; `key` is that of the row's day (`key_of`).

    Raises:
        SealBroken: changed, moved from another row, or sealed under another key.
    """
    plain = json.loads(unseal(key, sealed, _place(mail)))
    to = Personal(plain.pop("to"))
    return Queued(mail, queued_at, to, MailMessage(**plain))


def key_of(vault: Vault, day: int | None) -> bytes:
    """The key of the mail of a day, as rows name it; None: of before there were days.

    Raises:
        NoKey: the day has ended.
    """
    return dated.key_of(vault, SERVICE, day)


def end_days(cur: Cursor, vault: Vault, now: datetime) -> int:
    """Destroy the keys of days whose last mail has left or was given up; how many."""
    return dated.end_days(cur, vault, SERVICE, _left, now)


def _left(cur: Cursor, day: int | None) -> int:
    cur.execute(statement("keepword.mail", "of_day"), {"day": day})
    row = cur.fetchone()
    return int(row[0]) if row else 0


def _place(mail: UUID) -> bytes:
    return framed("keepword/mail", mail.bytes)
