"""An act: everything done for one actor in one transaction, each verb decided and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from keepword.custody import (
    collecting,
    correcting,
    erasing,
    erasing_many,
    fetching,
    indexing,
    inspecting,
    linking,
    preserving,
    recording,
    storing,
    suspending,
    using,
    using_many,
    withdrawing,
)
from keepword.custody.acting import Acting
from keepword.custody.answers import (
    Collected,
    Corrected,
    Done,
    ErasedMany,
    Holding,
    Left,
    Opened,
    OpenedMany,
    Withdrawn,
)
from keepword.custody.asking import (
    Collecting,
    Correcting,
    Erasing,
    Leaving,
    Preserving,
    Suspending,
    Using,
    UsingMany,
    Withdrawing,
)
from keepword.custody.fetching import Fetched, Fetching
from keepword.custody.storing import Stored, Storing
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Denied
from keepword.storage.sql import Cursor
from keepword.vault.blobs.keeping import Blobs
from keepword.vault.holder import Holder
from keepword.vault.vault import Vault


class Act:
    """The verbs of the door. A refusal is an answer: it is recorded and committed like the rest.

    `cursor` stands in the same transaction, so that a room's own rows are written with the act or
    not at all.
    """

    def __init__(self, work: Work, blobs: Blobs) -> None:
        self._work = work
        self._blobs = blobs

    @property
    def cursor(self) -> Cursor:
        """For a room's own tables, in this very transaction."""
        return self._work.cursor

    @property
    def acting(self) -> Acting:
        """Who acts."""
        return self._work.acting

    @property
    def now(self) -> datetime:
        """When."""
        return self._work.now

    @property
    def vault(self) -> Vault:
        """For service secrets and blind-index claims in this transaction."""
        return self._work.vault

    def collect(self, asked: Collecting) -> Collected | Denied:
        """Take in one visit to a collection point. See `collecting.collect`."""
        return collecting.collect(self._work, asked)

    def use(self, asked: Using) -> Opened | Denied:
        """Look at one person's data. See `using.use`."""
        return using.use(self._work, asked)

    def correct(self, asked: Correcting) -> Corrected | Denied:
        """Change values that are held. See `correcting.correct`."""
        return correcting.correct(self._work, asked)

    def withdraw(self, asked: Withdrawing) -> Withdrawn:
        """End consents. See `withdrawing.withdraw`."""
        return withdrawing.withdraw(self._work, asked)

    def store(self, asked: Storing, chunks: Iterable[bytes]) -> Stored | Denied:
        """Take in a photograph, a scan, footage. See `storing.store`."""
        return storing.store(self._work, self._blobs, asked, chunks)

    def fetch(self, asked: Fetching) -> Fetched | Denied:
        """Look at one. See `fetching.fetch`."""
        return fetching.fetch(self._work, self._blobs, asked)

    def use_many(self, asked: UsingMany) -> OpenedMany | Denied:
        """Look at many people's data. See `using_many.use_many`."""
        return using_many.use_many(self._work, asked)

    def preserve(self, asked: Preserving) -> Done | Denied:
        """Keep for as long as a statute says. See `preserving.preserve`."""
        return preserving.preserve(self._work, asked)

    def suspend(self, asked: Suspending) -> Done | Denied:
        """Stop processing for a purpose, or take it up again. See `suspending.suspend`."""
        return suspending.suspend(self._work, asked)

    def erase(self, asked: Erasing) -> Left | Denied:
        """Erase what one visit brought in. See `erasing.erase`."""
        return erasing.erase(self._work, asked)

    def erase_many(self, subjects: Sequence[UUID]) -> ErasedMany:
        """End everything of many people that nothing keeps. See `erasing_many.erase_many`."""
        return erasing_many.erase_many(self._work, subjects)

    def open_link(self, holder: Holder, subject: UUID, why: Personal) -> list[linking.Linked]:
        """Who a person of the log was. See `linking.open_links`."""
        return linking.open_links(self._work, holder, subject, why)

    def index_anew(self, subject: UUID) -> int:
        """Make a person findable by what is held. See `indexing.index_anew`."""
        return indexing.index_anew(self._work, subject)

    def inspect(self, subject: UUID) -> tuple[Holding, ...]:
        """What is held of a person, never a value. See `inspecting.holdings`."""
        return inspecting.holdings(self._work, subject)

    def verify_erased(self, subject: UUID, record: UUID) -> bool:
        """Whether a record is gone. See `inspecting.is_erased`."""
        return inspecting.is_erased(self._work, subject, record)

    def leave(self, asked: Leaving) -> Left | Denied:
        """End the membership. See `erasing.leave`."""
        return erasing.leave(self._work, asked)

    def destroy_due(self, most: int) -> int:
        """Destroy what is due, person by person; how many units were looked at (P64)."""
        found = erasing.due_units(self._work, most)
        for subject, units in found.items():
            erasing.destroy_due(self._work, subject, units)
        return sum(map(len, found.values()))

    def note(
        self, act: str, *, subject: UUID | None = None, outcome: str = "done", **facts: object
    ) -> UUID:
        """Record what is no decision about data: a sign-in, a failed one, a look at the log.

        `facts` are public words (never a value of anybody's data); the id of the entry.
        """
        body = recording.of_request(subject=subject)
        return self._work.record(act, subject, body, {"outcome": outcome}, facts)
