"""The fresh page that a process fills with wrapped data keys, until the next turn packs it.

Its key opens every key that was put on it, erased ones too as long as a copy of the page is under a
root that lives. So it is kept for a minute and no longer: who writes nothing for that long takes
another page, and a turn, which closes pages in another process, is known of within that time.
"""

from __future__ import annotations

import threading

from keepword.vault.holder import KEYS_A_PAGE, FreshPage, Holder
from keepword.vault.store import Remembered


class FreshPages:
    """One page at a time; for threads."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._lock = threading.Lock()
        self._key: Remembered[str] = Remembered(1)
        self._name = ""
        self._room = 0

    def take(self) -> FreshPage:
        """The page for one more key; another when it is full, a minute old, or closed by a turn."""
        with self._lock:
            key = self._key.get(self._name) if self._room else None
            if key is None:
                page = self._holder.fresh_page()
                key, self._name, self._room = page.key, page.name, KEYS_A_PAGE
                self._key.put(page.name, key)
            self._room -= 1
            page = FreshPage(self._name, key)
            if not self._room:
                self._key.clear()
            return page

    def closed(self, page: FreshPage) -> None:
        """A turn closed this page: its key is wiped, and the next key goes on another."""
        with self._lock:
            self._key.drop(page.name)
