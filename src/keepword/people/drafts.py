"""A form's typed values, sealed into one hidden field: for check-your-answers pages.

Nothing of it stands in a session or can be read in the page's source; it is the browser that keeps
it, and only this house opens it. AES-256-GCM, bound to what the form is for; when it was sealed
and the submission it belongs to lie inside.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from keepword.foundation.personal import Personal
from keepword.people.errors import DraftBroken, DraftExpired
from keepword.vault.errors import SealBroken
from keepword.vault.sealing import encoded, framed, seal, unseal

KEY: Final = "draft"
"""The vault's service key that drafts are sealed under: `vault.secret_key(KEY)`."""

LIFE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and the submission that it all belongs to: the same one twice is one."""

    values: Mapping[str, Personal] = field(repr=False)
    submission: UUID
    sealed_at: datetime


def seal_draft(
    key: bytes, purpose: str, values: Mapping[str, Personal], submission: UUID, now: datetime
) -> str:
    """`values` as one token (base64url) for a hidden field; `purpose` names the form."""
    plain = json.dumps(
        {
            "at": int(now.timestamp()),
            "submission": str(submission),
            "values": {name: value.reveal() for name, value in values.items()},
        }
    )
    return base64.urlsafe_b64encode(seal(key, encoded(plain), _place(purpose))).decode("ascii")


def open_draft(key: bytes, purpose: str, token: str, now: datetime) -> Draft:
    """What was sealed.

    Raises:
        DraftExpired: longer than an hour ago, or by a clock that was ahead of ours.
        DraftBroken: changed, not ours, or another form's.
    """
    try:
        sealed = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        held = json.loads(unseal(key, sealed, _place(purpose)))
    except (SealBroken, binascii.Error, UnicodeEncodeError):
        raise DraftBroken from None
    sealed_at = datetime.fromtimestamp(held["at"], UTC)
    if not timedelta(seconds=-1) <= now - sealed_at < LIFE:
        raise DraftExpired
    values = {name: Personal(value) for name, value in held["values"].items()}
    return Draft(values, UUID(held["submission"]), sealed_at)


def _place(purpose: str) -> bytes:
    return framed("keepword/draft", encoded(purpose))
