"""Erasing ten thousand of a million people, three units each, and turning the root.

Data, index rows, certificates (each person's branch of the entry) and the ledger are part of it.
The million are put there in bulk, sealed under real keys on real pages; what is measured runs
through the door and the shipped key store.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from benchmarks.gdprbench.through_the_door import policy
from benchmarks.house import house
from benchmarks.measure import Figure

PEOPLE = 1_000_000
ERASED = 10_000
UNITS = 3
AT_ONCE = 2_500
_INDEX = "hospital-registration-number"
_CHUNK = 20_000


def erasing(people: int = PEOPLE, erased: int = ERASED) -> list[Figure]:
    """Seconds for the erasure and the turn together, and each apart."""
    with house(1_000, ("integrator",)) as own:
        ids = sorted((UUID(bytes=os.urandom(16)) for _ in range(people)), key=lambda u: u.bytes)
        _fill(own, ids)
        own.execute("VACUUM ANALYZE")
        return _measure(random.Random(7).sample(ids, erased), people)


def _measure(leaving: list[UUID], people: int) -> list[Figure]:
    from keepword.custody.acting import Acting
    from keepword.custody.door import Door
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import house as wiring
    from keepword.runtime import root_turns
    from keepword.vault import turning

    now = datetime.now(UTC)
    door = Door(*policy(), wiring.vault(), wiring.blobs())
    system = Acting(Actor.SYSTEM, uuid4(), source="", task="bench")
    began = perf_counter()
    gone = 0
    for at in range(0, len(leaving), AT_ONCE):
        with door.act(system, now) as act:
            gone += act.erase_many(leaving[at : at + AT_ONCE]).units
    erased = perf_counter()
    done = turning.turn(wiring.local_holder(), now)
    root_turns.record(door, now)
    turned = perf_counter()
    assert (gone, done and done.erased) == (UNITS * len(leaving), UNITS * len(leaving))
    what = f"{len(leaving):,} of {people:,} people"
    return [
        Figure(f"erase {what} and turn the root", (turned - began,), "s", "≤ 30"),
        Figure(f"erase {what}", (erased - began,), "s", "reported"),
        Figure(f"turn the root over {UNITS * people:,} keys", (turned - erased,), "s", "reported"),
    ]


def _fill(own: Any, ids: list[UUID]) -> None:
    """A million people, their records, units, sealed items, keys on pages, index rows."""
    from keepword.runtime import house as wiring

    holder = wiring.local_holder()
    holder.tags(_INDEX, ["0"])
    with own.cursor() as cur:
        root = holder.roots.newest(cur)
    for at in range(0, len(ids), _CHUNK):
        some = ids[at : at + _CHUNK]
        units = [(person, [(uuid4(), uuid4()) for _ in range(UNITS)]) for person in some]
        tags = holder.tags(_INDEX, [str(at + n) for n in range(len(some))])
        with own.transaction(), own.cursor() as cur:
            _copy(cur, "vault.subject (subject, version, made_at)", _people(some))
            _copy(cur, "vault.record", _records(units))
            _copy(cur, "vault.unit (subject, unit, rule, record, begun_at, due)", _units(units))
            pages = _items(cur, holder.tenant, units)
            _copy(cur, "keystore.key_page", _pages(holder.tenant, root, pages, first=at == 0))
            _copy(cur, "keystore.blind_index", _tags(units, tags))


def _tags(
    units: list[tuple[UUID, list[tuple[UUID, UUID]]]], tags: list[Any]
) -> Iterator[tuple[Any, ...]]:
    for (person, own_units), (newest, *_) in zip(units, tags, strict=True):
        record, unit = own_units[0]
        yield person, _INDEX, newest.generation, newest.tag, record, _INDEX, unit


def _copy(cur: Any, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cur.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _people(some: list[UUID]) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    return ((person, 1, now) for person in some)


def _records(units: list[tuple[UUID, list[tuple[UUID, UUID]]]]) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    for person, own_units in units:
        for n, (record, _) in enumerate(own_units):
            yield person, record, f"C{n + 1}", "bench/2026-11-01", "CH1", record, now


def _units(units: list[tuple[UUID, list[tuple[UUID, UUID]]]]) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    for person, own_units in units:
        for record, unit in own_units:
            yield person, unit, "R2", record, now, now.date().replace(year=now.year + 3)


def _items(cur: Any, tenant: str, units: list[tuple[UUID, list[tuple[UUID, UUID]]]]) -> list[bytes]:
    """Sealed items into the table; their keys, as entries of a page, in order."""
    from keepword.vault.holder import KeyName
    from keepword.vault.key_page import name_bytes
    from keepword.vault.sealing import item_aad, seal

    entries: list[bytes] = []
    with cur.copy("COPY vault.item FROM STDIN BINARY") as copy:
        copy.set_types(["uuid", "uuid", "text", "uuid", "int4", "bytea"])
        for person, own_units in units:
            for record, unit in own_units:
                key = os.urandom(32)
                place = item_aad(tenant, person, record, "data", unit, 1)
                copy.write_row((person, record, "data", unit, 1, seal(key, b"x" * 100, place)))
                entries.append(name_bytes(KeyName(person, unit, 1)) + key)
    return sorted(entries)


def _pages(
    tenant: str, root: Any, entries: list[bytes], *, first: bool
) -> Iterator[tuple[Any, ...]]:
    from keepword.vault import key_page
    from keepword.vault.keytree import new_key

    begin = UUID(int=0) if first else UUID(bytes=entries[0][:16])
    for start, plain in key_page.cut(b"".join(entries), begin):
        key = new_key()
        wrapped = root.wrap(key_page.page_name(start), key)
        sealed = key_page.seal_page(key, tenant, start, plain)
        yield start, root.generation, wrapped, sealed, len(plain) // key_page.ENTRY
