"""Packing: one range of people's data keys from fresh rows and page blobs into page blobs (P66)."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault import key_page
from keepword.vault.broken import set_aside_data_key, set_aside_key_page, set_aside_page
from keepword.vault.errors import SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.keytree import new_key, unwrap_data_key
from keepword.vault.local import LocalHolder

PAGES_AT_ONCE = 256
"""Page blobs that one step takes."""

ROWS_AT_ONCE = 20_000
"""Fresh keys that one step takes at most."""

_FIRST = UUID(int=0)


class Packed(NamedTuple):
    """How many keys were packed, and the first person that was not looked at; None: all were."""

    keys: int
    reached: UUID | None


class _Page(NamedTuple):
    first: UUID
    root: int
    wrapped: bytes
    plain: bytes


def pack(cur: Cursor, holder: LocalHolder, generation: int, since: UUID) -> Packed:
    """One step: everything of the people from `since` on, as far as a step goes.

    A page that nothing was added to or taken from keeps its key, wrapped under the root of
    `generation`; every other gets a fresh one. What does not open is set aside (`broken`).
    """
    cur.execute(_sql("pack_until"), {"since": since, "pages": PAGES_AT_ONCE, "rows": ROWS_AT_ONCE})
    row = cur.fetchone()
    until: UUID | None = row[0] if row else None
    bounds = {"since": since, "until": until}
    pages, broken = _pages(cur, holder, generation, bounds)
    fresh = _fresh(cur, holder, generation, bounds)
    gone = _gone(cur, generation, bounds, broken)
    if until is not None and pages:
        pages = _bounded(pages, until)
    if not pages or pages[0].first > since:
        pages = [_Page(since, 0, b"", b""), *pages]
    _write(cur, holder, generation, pages, fresh, gone)
    return Packed(len(fresh), until)


def _pages(
    cur: Cursor, holder: LocalHolder, generation: int, bounds: dict[str, Any]
) -> tuple[list[_Page], list[tuple[UUID, UUID | None]]]:
    """The pages of a range, opened; and from whom up to whom keys were on the broken ones."""
    cur.execute(_sql("take_key_pages"), bounds, binary=True)
    pages: list[_Page] = []
    broken: list[tuple[UUID, UUID | None]] = []
    for found in cur.fetchall():
        try:
            pages.append(_opened(cur, holder, *found))
        except SealBroken:
            first = found[0]
            broken.append((first, set_aside_key_page(cur, first, generation)))
    return pages, broken


def _opened(
    cur: Cursor, holder: LocalHolder, first: UUID, root: int, wrapped: bytes, sealed: bytes, n: int
) -> _Page:
    key = holder.roots.of_row(cur, root).unwrap(key_page.page_name(first), wrapped)
    plain = key_page.open_page(key, holder.tenant, first, n, sealed)
    key_page.split(plain)
    return _Page(first, root, wrapped, plain)


def _bounded(pages: list[_Page], until: UUID) -> list[_Page]:
    """The last page may reach beyond the step: what lies beyond becomes a page of its own."""
    last = pages[-1]
    at = bisect.bisect_left(key_page.split(last.plain), until.bytes) * key_page.ENTRY
    if at == len(last.plain):
        return pages
    return [
        *pages[:-1],
        last._replace(plain=last.plain[:at], wrapped=b""),
        _Page(until, 0, b"", last.plain[at:]),
    ]


def _fresh(
    cur: Cursor, holder: LocalHolder, generation: int, bounds: dict[str, Any]
) -> list[bytes]:
    """Keys on closed fresh pages, as entries, in order; their rows are gone."""
    cur.execute(_sql("take_fresh"), bounds, binary=True)
    entries: list[bytes] = []
    page_keys: dict[str, bytes | None] = {}
    for subject, unit, number, wrapped, page, root, page_wrapped in cur.fetchall():
        name = KeyName(subject, unit, number)
        if page not in page_keys:
            page_keys[page] = _page_key(cur, holder, generation, page, root, page_wrapped)
        try:
            key = _data_key(page_keys[page], name, wrapped)
        except SealBroken:
            set_aside_data_key(cur, name, root, wrapped, generation)
        else:
            entries.append(key_page.name_bytes(name) + key)
    return sorted(entries)


def _page_key(
    cur: Cursor, holder: LocalHolder, generation: int, page: str, root: int, wrapped: bytes
) -> bytes | None:
    """A fresh page's key; None where it does not open."""
    try:
        return holder.roots.of_row(cur, root).unwrap(page, wrapped)
    except SealBroken:
        set_aside_page(cur, page, generation)
        return None


def _data_key(page_key: bytes | None, name: KeyName, wrapped: bytes) -> bytes:
    if page_key is None:
        raise SealBroken
    return unwrap_data_key(page_key, *name, wrapped)


def _gone(
    cur: Cursor,
    generation: int,
    bounds: dict[str, Any],
    broken: list[tuple[UUID, UUID | None]],
) -> list[bytes]:
    """What may still be on a page and is to go, in order: subject ‖ unit of erased units, the whole
    names of retired keys (`superseded`).

    Those of all of the last page: what of it lies beyond the step is sealed anew as well, under
    the root that stays.
    """
    cur.execute(_sql("erased_between"), bounds | {"generation": generation}, binary=True)
    gone = [subject.bytes + unit.bytes for subject, unit in cur.fetchall()]
    spared = {"broken": [each[0] for each in broken], "whole": [each[1] for each in broken]}
    cur.execute(_sql("superseded_between"), bounds | spared, binary=True)
    gone += [key_page.name_bytes(KeyName(*row)) for row in cur.fetchall()]
    return sorted(gone)


def _write(
    cur: Cursor,
    holder: LocalHolder,
    generation: int,
    pages: list[_Page],
    fresh: list[bytes],
    gone: list[bytes],
) -> None:
    root = holder.roots.of(cur, generation)
    firsts = [page.first for page in pages]
    written: list[tuple[Any, ...]] = []
    for page, added, ended in zip(
        pages, _by_page(firsts, fresh), _by_page(firsts, gone), strict=True
    ):
        plain = key_page.without(key_page.merged(page.plain, added), ended)
        name = key_page.page_name(page.first)
        if plain == page.plain and page.wrapped:
            key = holder.roots.of(cur, page.root).unwrap(name, page.wrapped)
            written.append((page.first, root.wrap(name, key), None, len(plain) // key_page.ENTRY))
            continue
        for first, part in key_page.cut(plain, page.first):
            if part or first == _FIRST:
                key = new_key()
                sealed = key_page.seal_page(key, holder.tenant, first, part)
                wrapped = root.wrap(key_page.page_name(first), key)
                written.append((first, wrapped, sealed, len(part) // key_page.ENTRY))
    _store(cur, generation, firsts, written)


def _store(
    cur: Cursor, generation: int, firsts: list[UUID], written: list[tuple[Any, ...]]
) -> None:
    kept = [row for row in written if row[2] is None]
    made = [row for row in written if row[2] is not None]
    cur.execute(
        _sql("rewrap_key_pages"),
        {"root": generation, "firsts": [r[0] for r in kept], "wrapped": [r[1] for r in kept]},
    )
    left = {row[0] for row in kept}
    cur.execute(_sql("drop_key_pages"), {"firsts": [f for f in firsts if f not in left]})
    with cur.copy(
        "COPY keystore.key_page (first, root, wrapped, sealed, keys) FROM STDIN BINARY"
    ) as copy:
        copy.set_types(["uuid", "int4", "bytea", "bytea", "int4"])
        for first, wrapped, sealed, keys in made:
            copy.write_row((first, generation, wrapped, sealed, keys))


def _by_page(firsts: list[UUID], entries: list[bytes]) -> Iterable[list[bytes]]:
    """Sorted entries by the page in whose range they are."""
    begin = 0
    for following in [*firsts[1:], None]:
        end = len(entries)
        if following is not None:
            end = bisect.bisect_left(entries, following.bytes, begin)
        yield entries[begin:end]
        begin = end


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
