"""One transaction at the door: what every verb has at hand while it decides, acts and records."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from keepword.custody import recording
from keepword.custody.acting import Acting
from keepword.custody.answers import Recorded
from keepword.custody.recording import Body
from keepword.law.day import civil_day
from keepword.law.model import LawPack
from keepword.ledger import inbox
from keepword.ledger.entries import month_of
from keepword.ledger.writer import InboxRow, Writer
from keepword.policy.decisions import judge
from keepword.policy.decisions.answer import Decision
from keepword.policy.decisions.question import Facts, Request
from keepword.policy.model import Policy
from keepword.storage.sql import Cursor
from keepword.vault.vault import Vault

NONCE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Work:
    """Who acts, when, on which cursor, under which policy, and where it is recorded."""

    policy: Policy
    law: LawPack
    vault: Vault
    writer: Writer
    cursor: Cursor
    acting: Acting
    now: datetime
    new_id: Callable[[], UUID]
    recorded: Recorded

    @property
    def today(self) -> date:
        """The civil day in the law's country."""
        return civil_day(self.now)

    @property
    def version(self) -> str:
        """The policy in force, as entries and records name it."""
        return f"{self.policy.meta.id}/{self.policy.meta.version}"

    def decide(self, request: Request, facts: Facts) -> Decision:
        """The decision's own answer, by the engine that also draws the buttons."""
        return judge(self.policy, self.law).decide(request, facts, self.now)

    def row(self, act: str, subject: UUID | None, *parts: Mapping[str, object]) -> InboxRow:
        """An entry ready to be inserted: its body is sealed already."""
        body: Body = recording.about(self.acting, act, self.version)
        for part in parts:
            body |= part
        return self.writer.prepare(
            body,
            entry=self.new_id(),
            nonce=secrets.token_bytes(NONCE_BYTES),
            now=self.now,
            month_key=self.vault.month_key(month_of(self.now)),
            subject=subject,
        )

    def record_many(
        self, act: str, subjects: Sequence[UUID] | Sequence[bytes], *parts: Mapping[str, object]
    ) -> UUID:
        """Put one act on many people on record: each of them finds it, and nobody else in it.

        People may come as the 16 bytes of their ids.
        """
        if not subjects:
            return self.record(act, None, *parts)
        body: Body = recording.about(self.acting, act, self.version)
        for part in parts:
            body |= part
        row = self.writer.prepare_many(
            body,
            entry=self.new_id(),
            nonce=secrets.token_bytes(NONCE_BYTES),
            secret=secrets.token_bytes(NONCE_BYTES),
            now=self.now,
            month_key=self.vault.month_key(month_of(self.now)),
            subjects=subjects,
        )
        inbox.insert(self.cursor, row)
        return row.entry

    def record(self, act: str, subject: UUID | None, *parts: Mapping[str, object]) -> UUID:
        """Put an act on record in this transaction; the id of its entry."""
        row = self.row(act, subject, *parts)
        inbox.insert(self.cursor, row)
        return row.entry
