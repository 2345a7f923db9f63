"""A damaged row of keys: the turn goes round it, says so, and keeps everybody else's (P66)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.vault import broken, turning, turns
from keepword.vault.broken import BrokenKeyRow
from keepword.vault.errors import NoKey, VaultError
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import held, index

LATER = NOW + timedelta(days=1)
FLIP = "set_byte({0}, length({0}) - 1, get_byte({0}, length({0}) - 1) # 1)"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several pages of few keys, several steps."""
    monkeypatch.setattr("keepword.vault.key_page.FULL", 2)
    monkeypatch.setattr("keepword.vault.packing.PAGES_AT_ONCE", 2)


def _people(store: Store, vault: Vault, many: int) -> dict[KeyName, bytes]:
    found = {}
    for _ in range(many):
        subject, unit = uuid4(), uuid4()
        with store.transaction() as cur:
            found[KeyName(subject, unit, 1)] = vault.make_unit_key(cur, subject, unit).key
    return found


def _damage(store: Store, table: str, column: str, where: str) -> None:
    flipped = FLIP.format(column)
    with store.transaction() as cur:
        cur.execute(f"UPDATE keystore.{table} SET {column} = {flipped} WHERE {where}".encode())
        assert cur.rowcount == 1


def _found(store: Store) -> list[broken.Broken]:
    with store.transaction() as cur:
        return broken.listed(cur)


def _status(store: Store) -> turns.Status:
    with store.transaction() as cur:
        status = turns.status(cur)
    assert status is not None
    return status


@pytest.mark.parametrize("column", ["wrapped", "sealed", "root"])
@pytest.mark.parametrize("nth", [0, 1, -1], ids=["first-page", "second-page", "last-page"])
def test_a_damaged_page_of_data_keys_stops_nobody_else(
    store: Store,
    vault: Vault,
    holder: LocalHolder,
    another: Another,
    tmp_path: Path,
    column: str,
    nth: int,
) -> None:
    keys = _people(store, vault, 20)
    assert turning.turn(holder, NOW) is not None
    firsts = [r[0] for r in store.rows("SELECT first FROM keystore.key_page ORDER BY first")]
    assert len(firsts) > 4
    first = firsts[nth]
    end = [*firsts, UUID(int=2**128 - 1)][firsts.index(first) + 1]
    lost = [name for name in keys if first <= name.subject < end]
    kept = [name for name in keys if name not in lost]
    erased, waits = kept[0], lost[0]
    fresh = _people(store, vault, 6)
    with store.transaction() as cur:
        for name in (erased, waits):
            vault.destroy_units(cur, name.subject, [name.unit], NOW)
    if column == "root":
        with store.transaction() as cur:
            cur.execute("UPDATE keystore.key_page SET root = 1 WHERE first = %s", (first,))
    else:
        _damage(store, "key_page", column, f"first = '{first}'")

    done = turning.turn(holder, LATER)
    assert done is not None
    assert (done.generation, done.erased) == (3, 1)
    assert not (tmp_path / "keys" / "root-2.key").exists()
    assert [row[:2] for row in _found(store)] == [("key-page", str(first))]
    assert (_status(store).broken, _status(store).waiting) == (1, 1)
    process = another()
    living = {**{n: keys[n] for n in kept[1:]}, **fresh}
    assert process.open(list(living)) == list(living.values())
    for name in lost[1:]:
        with pytest.raises(NoKey):
            process.open([name])
    assert store.rows("SELECT unit FROM keystore.erased_unit WHERE turned IS NULL") == [
        (waits.unit,)
    ]

    done = turning.turn(holder, LATER + timedelta(days=1))  # nothing of it is left under any root
    assert done is not None
    assert (done.erased, _status(store).waiting) == (1, 0)
    assert another().open(list(living)) == list(living.values())


@pytest.mark.parametrize("row", ["page", "data_key"])
def test_a_damaged_fresh_key_or_page_stops_nobody_else(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, row: str
) -> None:
    keys = _people(store, vault, 3)
    others = _people(store, Vault(vault.tenant, another()), 3)
    name = next(iter(keys))
    ((page,),) = store.rows(f"SELECT page FROM keystore.data_key WHERE unit = '{name.unit}'")
    where = f"page = '{page}'" if row == "page" else f"unit = '{name.unit}'"
    _damage(store, row, "wrapped", where)
    assert turning.turn(holder, NOW) is not None
    lost = list(keys) if row == "page" else [name]
    named = {f"{n.subject}/{n.unit}/{n.generation}" for n in lost}
    assert {r.name for r in _found(store) if r.kind == broken.DATA_KEY} == named
    assert {r.name for r in _found(store) if r.kind == broken.PAGE} == (
        {page} if row == "page" else set()
    )
    living = {n: k for n, k in {**keys, **others}.items() if n not in lost}
    assert another().open(list(living)) == list(living.values())


def test_a_damaged_key_of_a_month_is_named_and_never_made_anew(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """Another key in its name would hide that the log of the month does not open."""
    stays = vault.secret_key("totp")
    vault.month_key(202611)
    _damage(store, "page", "wrapped", "page = 'ledger/202611'")
    assert turning.turn(holder, NOW) is not None
    assert [row[:3] for row in _found(store)] == [("page", "ledger/202611", 1)]
    process = Vault(vault.tenant, another())
    assert process.secret_key("totp") == stays
    with pytest.raises(NoKey):
        process.month_key(202611)
    assert turning.turn(holder, LATER) is not None
    assert len(_found(store)) == 1


def test_a_damaged_veil_costs_its_own_index_only(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    lost, found = Personal("gaon"), Personal("gaon@example.com")
    person, leaves = uuid4(), uuid4()
    with store.transaction() as cur:
        unit = held(vault, cur, person, lost)
        index(vault, cur, person, unit, found, by="email")
        gone = held(vault, cur, leaves, Personal("nuri"))
        vault.destroy_units(cur, leaves, [gone], NOW)
    _damage(store, "page", "wrapped", "page LIKE 'veil/login-id/%'")
    assert turning.turn(holder, NOW) is not None
    assert [row.name for row in _found(store)] == ["veil/login-id/1"]
    process = Vault(vault.tenant, another())
    with store.transaction() as cur:
        assert process.find(cur, "email", found) == [person]
        assert process.find(cur, "login-id", lost) == []
        index(process, cur, person, unit, lost)
        assert process.find(cur, "login-id", lost) == [person]


def test_a_row_is_said_by_code_and_in_the_log_without_its_name(
    store: Store, vault: Vault, holder: LocalHolder, caplog: pytest.LogCaptureFixture
) -> None:
    vault.secret_key("totp")
    _damage(store, "page", "wrapped", "page = 'service/totp'")
    assert turning.turn(holder, NOW) is not None
    (row,) = _found(store)
    error = BrokenKeyRow(row)
    assert isinstance(error, VaultError)
    assert error.code == "broken-key-row"
    assert "service/totp" in str(error)
    assert error.code in caplog.text
    assert "totp" not in caplog.text


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("00" * 32 + "\n")])
def test_a_root_that_is_not_there_damages_no_row(
    store: Store, vault: Vault, another: Another, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    """Then the turn stops, and everything stays as it is."""
    keys = _people(store, vault, 3)
    root = tmp_path / "keys" / "root-1.key"
    text = root.read_text()
    harm(root)
    with pytest.raises(VaultError):
        turning.turn(another(), NOW)
    assert _found(store) == []
    root.write_text(text)
    root.chmod(0o600)
    assert turning.turn(another(), NOW) is not None
    assert another().open(list(keys)) == list(keys.values())
