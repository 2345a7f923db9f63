"""Sending what is due: one mail, one transaction.

A row goes with the transaction in which its mail was handed over. If the process dies between the
handing over and the commit, the mail is sent once more, under the same Message-ID.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from logging import getLogger
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from keepword.foundation.errors import KeepwordError
from keepword.mail import outbox
from keepword.mail.errors import MailNotSent, MailRefused
from keepword.mail.transports import Transport
from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.vault import Vault

AT_ONCE: Final = 50
"""Mails of one turn: the worker has other duties."""

FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)

_log = getLogger("keepword.mail")


def deliver_due(now: datetime, *, vault: Vault, transport: Transport) -> int:
    """Send what is due; how many mails left.

    A mail that could not be sent waits ten seconds, then twice as long each time, an hour at most,
    until it has no use any more.

    Raises:
        MailNotSent: a mail could not be sent; those before it were, those after it will be.
        SealBroken, NoKey: the same for a mail that does not open.
    """
    for sent in range(AT_ONCE):
        if not _one(now, vault, transport):
            return sent
    return AT_ONCE


def end_days(now: datetime, *, vault: Vault) -> int:
    """Destroy the keys of days whose mail is all gone; how many. For the worker, every hour."""
    with transaction.atomic(durable=True):
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            return outbox.end_days(cur, vault, now)


def _one(now: datetime, vault: Vault, transport: Transport) -> bool:
    """Take one mail that is due; False if there is none. A failure is raised after it is noted."""
    failed: KeepwordError | None = None
    with transaction.atomic(durable=True):
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            cur.execute(statement("keepword.mail", "take_due"), {"now": now})
            row = cur.fetchone()
            if row is None:
                return False
            mail, queued_at, until, tries, sealed, day = row
            if until <= now:
                _log.warning("a mail was not sent in its time")
                _drop(cur, mail)
                return True
            try:
                key = outbox.key_of(vault, day)
                transport.send(outbox.opened(key, mail, queued_at, sealed), key, now)
            except MailRefused:
                _log.warning("a mail was refused for good")
                _drop(cur, mail)
            except (MailNotSent, SealBroken, NoKey) as error:  # what does not open holds up none
                failed = error
                _put_off(cur, mail, now, tries)
            else:
                _drop(cur, mail)
    if failed:
        raise failed
    return True


def _drop(cur: Cursor, mail: UUID) -> None:
    cur.execute(statement("keepword.mail", "drop"), {"mail": mail})


def _put_off(cur: Cursor, mail: UUID, now: datetime, tries: int) -> None:
    wait = min(FIRST_WAIT * 2 ** min(tries, 12), LONGEST_WAIT)
    cur.execute(statement("keepword.mail", "put_off"), {"mail": mail, "due": now + wait})
