"""Static files that are served where they lie and are still fetched anew when they change."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStatics(StaticFilesStorage):
    """Adds `?v=<hash of the content>` to every address, so a new release is seen at once."""

    def url(self, name: str | None) -> str:
        """The address of the file `name`; a name nobody knows stays without a version."""
        address = super().url(name)
        found = finders.find(name) if name else None
        return f"{address}?v={_digest(found)}" if isinstance(found, str) else address


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
