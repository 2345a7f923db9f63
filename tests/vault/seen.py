"""Everything that was ever committed in a key store, and what a root opens of it (P66).

The naive oracle of the root turn: whoever copied the database after every single transaction and
comes by the root that is in force. Nothing here knows how a turn works.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from keepword.vault import blind_index, key_page, keyfile
from keepword.vault.blind_index import IndexKey
from keepword.vault.errors import SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.keytree import unwrap_data_key
from keepword.vault.roots import Root
from tests.vault.store import TENANT

_TABLES = {
    "page": "page, root, wrapped",
    "data_key": "subject, unit, generation, page, wrapped",
    "key_page": "first, root, wrapped, sealed, keys",
    "blind_index": "index, unit, generation, tag",
    "index_generation": "index, generation, digest, veil",
}


@dataclass
class Seen:
    """Copies of every row; `own` is an autocommit connection."""

    own: psycopg.Connection[Any]
    rows: dict[str, set[tuple[Any, ...]]] = field(
        default_factory=lambda: {table: set() for table in _TABLES}
    )

    def look(self) -> None:
        """Copy what is committed now."""
        with self.own.transaction():
            for table, columns in _TABLES.items():
                found = self.own.execute(f"SELECT {columns} FROM keystore.{table}".encode())
                self.rows[table] |= set(found.fetchall())

    def opened_by(self, root: Root) -> set[tuple[KeyName, bytes]]:
        """Every data key that this root opens out of all copies."""
        pages = self._page_keys(root)
        found = {
            (KeyName(subject, unit, generation), key)
            for subject, unit, generation, page, wrapped in self.rows["data_key"]
            for key in _opened(
                unwrap_data_key, pages.get(page, ()), subject, unit, generation, wrapped
            )
        }
        blobs = {(first, sealed, keys) for first, _, _, sealed, keys in self.rows["key_page"]}
        for first, sealed, keys in blobs:
            for by in self._blob_keys(root).get(first, ()):
                with suppress(SealBroken):
                    plain = key_page.open_page(by, TENANT, first, keys, sealed)
                    found |= {
                        (key_page.read_name(e[: key_page.NAME]), e[key_page.NAME :])
                        for e in key_page.split(plain)
                    }
        return found

    def units_tried_out(self, root: Root, index: str, texts: list[str]) -> set[UUID]:
        """Whose tag somebody hits who tries these texts under all keys that the root opens."""
        pages = self._page_keys(root)
        digests = [
            (int(digest.rpartition("/")[2]), key)
            for name, _, digest, _ in self.rows["index_generation"]
            if name == index
            for key in pages.get(digest, ())
        ]
        veils = [key for page, keys in pages.items() if page.startswith("veil/") for key in keys]
        tags = {
            blind_index.tag(IndexKey(1, number, digest, veil), TENANT, index, text)
            for (number, digest), veil, text in product(digests, [None, *veils], texts)
        }
        return {unit for name, unit, _, tag in self.rows["blind_index"] if tag in tags}

    def _page_keys(self, root: Root) -> dict[str, set[bytes]]:
        found: dict[str, set[bytes]] = {}
        for page, generation, wrapped in self.rows["page"]:
            if generation == root.generation:
                found.setdefault(page, set()).add(root.unwrap(page, wrapped))
        return found

    def _blob_keys(self, root: Root) -> dict[UUID, set[bytes]]:
        found: dict[UUID, set[bytes]] = {}
        for first, generation, wrapped, _, _ in self.rows["key_page"]:
            if generation == root.generation:
                key = root.unwrap(key_page.page_name(first), wrapped)
                found.setdefault(first, set()).add(key)
        return found


def root_in(folder: Path, generation: int) -> Root:
    """The root of a generation, from its file."""
    return Root(generation, keyfile.read(folder / f"root-{generation}.key"))


def _opened(unwrap: Any, keys: Any, *place: Any) -> list[bytes]:
    """What these keys open; copies of a page's key are equal, but nobody relies on it."""
    found = []
    for key in keys:
        with suppress(SealBroken):
            found.append(unwrap(key, *place))
    return found
