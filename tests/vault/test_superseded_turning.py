"""The turn takes retired keys off their pages, and re-veils an index whose rotation broke off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.vault import index_rotating, superseded, turning
from keepword.vault.blind_index import CANONICAL
from keepword.vault.errors import NoKey
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import LOGIN, held, reader

DAY = timedelta(days=1)


def test_a_retired_key_is_on_no_page_after_the_turn(
    store: Store, vault: Vault, holder: LocalHolder
) -> None:
    """P66: among others of the same unit, person and page, which all stay."""
    units = [(uuid4(), uuid4()) for _ in range(40)]
    keys: dict[KeyName, bytes] = {}
    with store.transaction() as cur:
        for subject, unit in units:
            keys[KeyName(subject, unit, 1)] = vault.make_unit_key(cur, subject, unit).key
    assert turning.turn(holder, NOW) is not None
    with store.transaction() as cur:
        for subject, unit in units[:10]:
            new = vault.renew_unit_key(cur, subject, unit)
            keys[KeyName(subject, unit, 2)] = new.key
            superseded.note(cur, new, [1], NOW)
    with store.transaction() as cur:
        assert superseded.retire(cur, NOW + DAY, NOW + 2 * DAY) == 10
    assert turning.turn(holder, NOW + 2 * DAY) is not None
    for subject, unit in units[:10]:
        with pytest.raises(NoKey):
            holder.open([KeyName(subject, unit, 1)])
        del keys[KeyName(subject, unit, 1)]
    assert dict(zip(keys, holder.open(list(keys)), strict=True)) == keys
    assert store.rows("SELECT * FROM keystore.superseded") == []
    assert store.rows("SELECT sum(keys) FROM keystore.key_page") == [(len(keys),)]


@pytest.mark.parametrize("killed", [True, False])
def test_a_turn_between_two_halves_of_a_rotation_keeps_everybody_findable(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, killed: bool
) -> None:
    """Tags over two digest keys each get a fresh veil; writers stay with the newer key."""
    early, late, last, gone = (uuid4() for _ in range(4))
    with store.transaction() as cur:
        record = held(vault, cur, early)
        leaving = held(vault, cur, gone, Personal("leaving"))
    with store.transaction() as cur:
        index_rotating.begin(cur, CANONICAL)
    with store.transaction() as cur:
        held(vault, cur, late, Personal("late"))
        vault.destroy_units(cur, gone, [leaving], NOW)
    before = {bytes(row[0]) for row in store.rows("SELECT tag FROM keystore.blind_index")}
    if killed:
        steps: list[int] = []

        def break_off(step: str, done: int) -> None:
            if step == turning.VEILS and done:
                steps.append(done)
                if len(steps) == 3:
                    raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            turning.turn(holder, NOW, break_off)
    assert turning.turn(another(), NOW) is not None
    known = store.rows("SELECT generation, digest FROM keystore.index_generation ORDER BY 1")
    assert known == [(3, "index/login-id/1"), (4, "index/login-id/2")]
    assert not before & {
        bytes(row[0]) for row in store.rows("SELECT tag FROM keystore.blind_index")
    }
    process = reader(another())
    with store.transaction() as cur:
        held(vault, cur, last, Personal("last"))
        for each in (vault, process):
            assert each.find(cur, "login-id", LOGIN) == [early]
            assert each.find(cur, "login-id", Personal("late")) == [late]
            assert each.find(cur, "login-id", Personal("last")) == [last]
            assert each.find(cur, "login-id", Personal("leaving")) == []
    with store.transaction() as cur:
        old = index_rotating.older(cur)
        assert index_rotating.people(cur, old, UUID(int=0)) == [early]
        (tag,) = index_rotating.tags(cur, old, early)
        vault.index(
            cur, subject=early, index="login-id", record=record, item="login-id", unit=record,
            value=LOGIN,
        )  # fmt: skip
        index_rotating.drop_tags(cur, old, early, tag)
        assert index_rotating.end(cur, old) == 0
        assert process.find(cur, "login-id", LOGIN) == [early]
    assert store.rows("SELECT generation FROM keystore.index_generation") == [(4,)]


def test_after_a_restore_the_next_key_is_beyond_all_that_are_packed(
    store: Store, vault: Vault, holder: LocalHolder
) -> None:
    """Rows lie under the first generation again; the second is in a page blob. No two keys have one
    name."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        second = vault.renew_unit_key(cur, subject, unit, 1)
        superseded.note(cur, second, [1], NOW)
    assert turning.turn(holder, NOW) is not None
    with store.transaction() as cur:
        third = vault.renew_unit_key(cur, subject, unit, 1)
        superseded.note(cur, third, [1], NOW + DAY)
    assert (second.generation, third.generation) == (2, 3)
    assert turning.turn(holder, NOW + DAY) is not None
    assert holder.open([KeyName(subject, unit, 2)]) == [second.key]
    with store.transaction() as cur:
        assert vault.renew_unit_key(cur, subject, unit, 3).generation == 4
