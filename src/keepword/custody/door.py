"""The door of one process: a policy, its law, the vault and the writers of the ledger.

    with door.act(acting, now) as act:          # one durable transaction
        looked = act.use(Using(...))            # decided, opened, recorded
    if isinstance(looked, Opened):
        values = looked.items                   # only now

Fail closed: where the record cannot be written, nothing was done (P87).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import django.db
import psycopg
from django.db import connection, transaction

from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import ConsentGiven, Holding, Recorded
from keepword.custody.errors import LedgerShut, OutcomeUnknown
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.law.model import LawPack
from keepword.ledger.writer import Writer
from keepword.policy.decisions.question import Actor, Consent, ConsentKind
from keepword.policy.loading import LoadedPolicy
from keepword.storage.prepared import PreparedCursor
from keepword.storage.sql import Cursor, statement
from keepword.vault.blobs.keeping import Blobs
from keepword.vault.vault import Vault

_BROKEN = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    django.db.OperationalError,
    django.db.InterfaceError,
)
"""What says that the database is not there, is full, or gave up on us."""

DUE_AT_ONCE = 100
"""Units that one transaction of the destruction run takes."""


class Door:
    """The only way to personal data.

    Args:
        loaded: the policy in force with its prose.
        law: the law pack it stands under.
        vault: the vault.
        blobs: where large things lie.
        new_id: where random ids come from.
    """

    def __init__(
        self,
        loaded: LoadedPolicy,
        law: LawPack,
        vault: Vault,
        blobs: Blobs,
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self.loaded = loaded
        self.law = law
        self.vault = vault
        self.blobs = blobs
        self.new_id = new_id
        self._writers = threading.local()

    @contextmanager
    def act(self, acting: Acting, now: datetime) -> Iterator[Act]:
        """One durable transaction. An exception inside undoes everything, the record included.

        Raises:
            LedgerShut: the database could not do or record it; nothing happened.
            OutcomeUnknown: the connection broke while committing.
        """
        writer = self._writer()
        recorded = Recorded()
        committing = False
        try:
            with transaction.atomic(durable=True), _cursor() as cursor:
                yield Act(self._work(cursor, writer, acting, now, recorded), self.blobs)
                committing = True
        except BaseException as error:
            if committing:
                self._abandon(writer)
            else:
                writer.forget()
            if isinstance(error, _BROKEN):
                raise (OutcomeUnknown if committing else LedgerShut) from error
            raise
        writer.confirm()
        recorded.done = True

    def find(self, index: str, value: Personal) -> UUID | None:
        """The one person with this exact value; none if nobody or several have it."""
        with _reading() as cursor:
            found = self.vault.find(cursor, index, value)
        return found[0] if len(found) == 1 else None

    def holdings(self, subject: UUID) -> tuple[Holding, ...]:
        """What is held of a person, by record and item: never a value."""
        with _reading() as cursor:
            cursor.execute(statement("keepword.custody", "holdings"), {"subject": subject})
            return tuple(Holding(*row) for row in cursor.fetchall())

    def consents(self, subject: UUID) -> tuple[ConsentGiven, ...]:
        """Every consent a person gave, ended ones included, oldest first."""
        with _reading() as cursor:
            cursor.execute(
                "SELECT consent, kind, scope, item, record, policy, notice, language, channel, "
                "given_at, withdrawn_at FROM custody.consent WHERE subject = %s "
                "ORDER BY given_at, kind, scope, item",
                (subject,),
            )
            return tuple(
                ConsentGiven(number, Consent(ConsentKind(kind), scope, item), *rest)
                for number, kind, scope, item, *rest in cursor.fetchall()
            )

    def destroy_due(self, now: datetime) -> int:
        """The destruction run: all that is due; how many units (P64)."""
        system = Acting(Actor.SYSTEM, UUID(int=0), source="", task="destruction-run")
        total = 0
        while True:
            with self.act(system, now) as act:
                done = act.destroy_due(DUE_AT_ONCE)
            total += done
            if done < DUE_AT_ONCE:
                return total

    def _work(
        self, cursor: Cursor, writer: Writer, acting: Acting, now: datetime, recorded: Recorded
    ) -> Work:
        return Work(
            policy=self.loaded.policy,
            law=self.law,
            vault=self.vault,
            writer=writer,
            cursor=cursor,
            acting=acting,
            now=now,
            new_id=self.new_id,
            recorded=recorded,
        )

    def _writer(self) -> Writer:
        """This thread's writer: its numbers are used up only by commits of this thread."""
        found: Writer | None = getattr(self._writers, "writer", None)
        if found is None:
            found = self._writers.writer = Writer(uuid4())
        return found

    def _abandon(self, writer: Writer) -> None:
        """Nobody knows whether its last numbers were used: a new writer takes over and says so."""
        self._writers.writer = Writer(uuid4(), continues=writer.confirmed)


@contextmanager
def _cursor() -> Iterator[Cursor]:
    """A cursor on Django's connection, inside the running transaction."""
    connection.ensure_connection()
    with PreparedCursor(connection.connection) as cursor:
        yield cursor


@contextmanager
def _reading() -> Iterator[Cursor]:
    """A cursor for reading what is not personal.

    Raises:
        LedgerShut: the database is not there.
    """
    try:
        with transaction.atomic(), _cursor() as cursor:
            yield cursor
    except _BROKEN as error:
        raise LedgerShut from error
