"""An application on its way: what was typed, sealed into the page between one step and the next.

It lives in the page alone, for an hour at most: no session, no table and no address holds any of
it. The ids of the record and of the person-to-be travel with it, so that the same application sent
twice is one membership.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from keepword.foundation.personal import Personal
from keepword.people import drafts
from keepword.site.joining.drawer import draft_key

PURPOSE = "join"
"""What the seal says the draft is for: another form's does not open here."""

LONGEST = 2_000
"""Characters of one answer that are kept; more than any item may have."""

_SUBJECT, _CODE = "#subject", "#code"
"""Names that no item has."""


@dataclass(frozen=True, slots=True)
class Application:
    """What was typed so far, by field, and which membership it will be.

    `code` is the id of the code that was sent last.
    """

    record: UUID
    subject: UUID
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    code: UUID | None = None

    @classmethod
    def new(cls) -> Application:
        """Nothing typed yet."""
        return cls(uuid4(), uuid4())

    def typed(self, given: Mapping[str, str], known: Iterable[str]) -> Application:
        """The same application with these answers, of fields that are `known`."""
        names = frozenset(known)
        kept = {n: v for n, v in given.items() if n in names and len(v) <= LONGEST}
        return replace(self, given=kept)

    def waiting(self, code: UUID) -> Application:
        """The same application, waiting for a code to be typed."""
        return replace(self, code=code)

    def sealed(self, now: datetime) -> str:
        """The application as the value of a hidden field."""
        held = dict(self.given) | {_SUBJECT: str(self.subject)}
        if self.code is not None:
            held[_CODE] = str(self.code)
        values = {name: Personal(value) for name, value in held.items()}
        return drafts.seal_draft(draft_key(), PURPOSE, values, self.record, now)

    @classmethod
    def opened(cls, token: str, now: datetime) -> Application:
        """The application in a hidden field.

        Raises:
            DraftExpired: it was sealed more than an hour ago.
            DraftBroken: it was changed, or is another form's.
        """
        draft = drafts.open_draft(draft_key(), PURPOSE, token, now)
        held = {name: value.reveal() for name, value in draft.values.items()}
        subject, code = UUID(held.pop(_SUBJECT)), held.pop(_CODE, None)
        return cls(draft.submission, subject, held, UUID(code) if code else None)
