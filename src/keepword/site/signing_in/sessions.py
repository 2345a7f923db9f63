"""Sessions in Django's table: random ids, kinds, epochs and times, and nothing of anybody (P82).

Two things differ from Django's own store: the table holds a hash of the cookie and not the cookie,
so that a copy of the database signs nobody in, and a row's time is the house's.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession

from keepword.runtime import clock
from keepword.site.signing_in.limits import LONGEST

_STORED = 40
"""Characters of Django's key column: 160 bits of the hash."""


class SessionStore(DatabaseStore):
    """The store that `SESSION_ENGINE` names."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing if it is not there or its time is over."""
        key = self.session_key
        row = self.model.objects.filter(
            session_key=_stored(key) if key else "", expire_date__gt=clock.now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row.session_data)
        return held

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this cookie."""
        found: bool = self.model.objects.filter(session_key=_stored(session_key)).exists()
        return found

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to save: under the hash of the key, until it can be of no use any more."""
        row = super().create_model_instance(data)
        row.session_key = _stored(row.session_key)
        row.expire_date = clock.now() + LONGEST
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End a session; one that is not there has ended."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=_stored(key)).delete()


def _stored(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:_STORED]
