"""Which data keys the key store has: their names, in a table for as long as a transaction lasts.

Keys on page blobs cannot be seen in SQL: every page is opened once under its root, and the names on
it are copied into the table. A million keys are some thousand pages and take seconds. No key is
kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault import key_page
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder

PAGES_AT_ONCE = 256
"""Page blobs in memory at once: some 3 MB."""


def list_keys(cur: Cursor, holder: LocalHolder) -> None:
    """Make `key_there (subject, unit, generation)`; gone at the end of the transaction.

    Raises:
        SealBroken: a page was changed, or is of another root.
        NoKey: a page lies under a root that was destroyed.
    """
    cur.execute(statement("keepword.runtime.backup", "key_there"))
    with cur.copy("COPY key_there (subject, unit, generation) FROM STDIN BINARY") as copy:
        copy.set_types(["uuid", "uuid", "int4"])
        for name in _packed(holder):
            copy.write_row(name)
    cur.execute(statement("keepword.runtime.backup", "key_there_indexed"))


def _packed(holder: LocalHolder) -> Iterator[KeyName]:
    """Names on page blobs, read on a connection of the holder's own."""
    with (
        holder.connections.transaction() as own,
        own.connection.cursor(name="key_pages", binary=True) as pages,
    ):
        pages.itersize = PAGES_AT_ONCE
        pages.execute(statement("keepword.runtime.backup", "key_pages"))
        for row in pages:
            yield from _of_page(holder, own, *row)


def _of_page(
    holder: LocalHolder,
    cur: Cursor,
    first: UUID,
    root: int,
    wrapped: bytes,
    sealed: bytes,
    keys: int,
) -> Iterator[KeyName]:
    key = holder.roots.of(cur, root).unwrap(key_page.page_name(first), wrapped)
    plain = key_page.open_page(key, holder.tenant, first, keys, sealed)
    for entry in key_page.split(plain):
        yield key_page.read_name(entry[: key_page.NAME])
