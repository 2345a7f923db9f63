"""The fresh page that a process fills with wrapped data keys, until the next turn packs it."""

from __future__ import annotations

import threading

from keepword.vault.holder import KEYS_A_PAGE, FreshPage, Holder


class FreshPages:
    """One page at a time; for threads."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._lock = threading.Lock()
        self._page: FreshPage | None = None
        self._room = 0

    def take(self) -> FreshPage:
        """The page for one more key; another when it is full or was closed by a turn."""
        with self._lock:
            if self._page is None or not self._room:
                self._page, self._room = self._holder.fresh_page(), KEYS_A_PAGE
            self._room -= 1
            return self._page

    def closed(self, page: FreshPage) -> None:
        """A turn closed this page: the next key goes on another."""
        with self._lock:
            if self._page is page:
                self._page = None
