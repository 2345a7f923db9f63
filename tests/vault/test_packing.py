"""Packing, range by range: pages are cut between people, and no erased key is sealed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepword.storage.sql import Cursor
from keepword.vault import key_page, packing, turning
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.seen import Seen, root_in
from tests.vault.store import NOW, Store
from tests.vault.units import reader

PEOPLE = [UUID(int=n << 120) for n in range(8)]


def test_what_is_split_off_behind_a_step_has_no_erased_key_on_it(
    store: Store, vault: Vault, holder: LocalHolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sealed under the root that stays: the erased key on it would open by that root."""
    units = [uuid4() for _ in PEOPLE]
    with store.transaction() as cur:
        for subject, unit in zip(PEOPLE, units, strict=True):
            vault.make_unit_key(cur, subject, unit)
    assert turning.turn(holder, NOW) is not None
    assert store.rows("SELECT first, keys FROM keystore.key_page") == [(PEOPLE[0], len(PEOPLE))]
    monkeypatch.setattr(packing, "ROWS_AT_ONCE", 1)  # ranges end in the middle of the page
    with store.transaction() as cur:
        for subject in PEOPLE[:3]:
            vault.make_unit_key(cur, subject, uuid4())
        vault.destroy_units(cur, PEOPLE[-1], units[-1:], NOW)

    with store.connect() as own:
        seen, alone = Seen(own), turning.alone

        @contextmanager
        def watched(holder: LocalHolder) -> Iterator[Cursor]:
            with alone(holder) as cur:
                yield cur
            seen.look()

        monkeypatch.setattr(turning, "alone", watched)
        assert turning.turn(holder, NOW) is not None
        opened = {name.unit for name, _ in seen.opened_by(root_in(tmp_path / "keys", 3))}
    assert set(units[:-1]) <= opened
    assert units[-1] not in opened


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(st.integers(0, 7), max_size=9), min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_pages_part_all_people_among_them(
    store: Store, holder: LocalHolder, rounds: list[list[int]], pages: int, rows: int, full: int
) -> None:
    """Whatever the steps: every key lies on the one page in whose range its person is, in order,
    and no page is longer than it may be."""
    store.empty()
    store, made = store.hasty(), set()
    holder.prepare(NOW)
    vault = reader(holder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "PAGES_AT_ONCE", pages)
        patch.setattr(packing, "ROWS_AT_ONCE", rows)
        patch.setattr(key_page, "FULL", full)
        for whose in rounds:
            with store.transaction() as cur:
                for number in whose:
                    unit = uuid4()
                    vault.make_unit_key(cur, PEOPLE[number], unit)
                    made.add(KeyName(PEOPLE[number], unit, 1))
            assert turning.turn(holder, NOW) is not None
    found = _pages(store, holder)
    assert [name for _, names in found for name in names] == sorted(made)
    firsts = [first for first, _ in found]
    assert firsts == sorted(set(firsts))
    assert firsts[0] == UUID(int=0)
    for (first, names), after in zip(found, [*firsts[1:], UUID(int=2**128 - 1)], strict=True):
        assert all(first <= name.subject < after for name in names)
        most = max(Counter(name.subject for name in names).values(), default=0)
        assert len(names) <= max(2 * full, full + most)
    assert store.rows("SELECT FROM keystore.data_key") == []


def _pages(store: Store, holder: LocalHolder) -> list[tuple[UUID, list[KeyName]]]:
    rows = store.rows("SELECT first, root, wrapped, sealed, keys FROM keystore.key_page ORDER BY 1")
    found = []
    with holder.connections.cursor() as cur:
        for first, root, wrapped, sealed, keys in rows:
            key = holder.roots.of(cur, root).unwrap(key_page.page_name(first), wrapped)
            plain = key_page.open_page(key, holder.tenant, first, keys, sealed)
            names = [key_page.read_name(e[: key_page.NAME]) for e in key_page.split(plain)]
            found.append((first, names))
    return found
