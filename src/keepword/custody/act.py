"""An act: everything done for one actor in one transaction, each verb decided and recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from keepword.custody import collecting, correcting, erasing, recording, using, withdrawing
from keepword.custody.acting import Acting
from keepword.custody.answers import Collected, Corrected, Left, Opened, Withdrawn
from keepword.custody.asking import Collecting, Correcting, Leaving, Using, Withdrawing
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Denied
from keepword.storage.sql import Cursor
from keepword.vault.vault import Vault


class Act:
    """The verbs of the door. A refusal is an answer: it is recorded and committed like the rest.

    `cursor` stands in the same transaction, so that a room's own rows are written with the act or
    not at all.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

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
