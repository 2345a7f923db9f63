"""Pages are durable before anything rests on them, and only the right root opens a key store."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from keepword.vault import turning
from keepword.vault.errors import BadPageName, NoKey, WrongRoot, WrongTenant
from keepword.vault.holder import KEYS_A_PAGE, KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, TENANT, Store
from tests.vault.units import LOGIN, opened, reader, sealed_item

# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_a_process_fills_a_page_and_opens_the_next(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        for _ in range(KEYS_A_PAGE + 1):
            vault.make_unit_key(cur, uuid4(), uuid4())
    pages = store.rows("SELECT count(*) FROM keystore.data_key GROUP BY page ORDER BY 1")
    assert pages == [(1,), (KEYS_A_PAGE,)]


def test_a_page_is_durable_though_the_act_is_not(
    store: Store, vault: Vault, another: Another
) -> None:
    """A page key is committed before anything depends on it; no act takes it away."""
    subject, unit = uuid4(), uuid4()
    with store.transaction(given_up=True) as cur:
        vault.make_unit_key(cur, uuid4(), uuid4())
        month = vault.month_key(202611)
    assert store.rows("SELECT count(*) FROM keystore.data_key") == [(0,)]
    with store.transaction() as cur:
        sealed = sealed_item(vault, cur, subject, unit, "값")
    other = reader(another())
    assert opened(other, subject, unit, sealed) == "값"
    assert other.month_key(202611) == month


def test_months_and_services_have_keys_of_their_own(
    store: Store, vault: Vault, another: Another
) -> None:
    """They stay the same through a root turn."""
    keys = [
        vault.month_key(202611),
        vault.month_key(202612),
        vault.secret_key("totp"),
        vault.secret_key("outbox"),
    ]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {32}
    for _ in range(2):
        other = reader(another())
        assert [other.month_key(202611), other.secret_key("totp")] == [keys[0], keys[2]]
        assert turning.turn(another(), NOW) is not None
    pages = store.rows("SELECT page FROM keystore.page ORDER BY page")
    assert pages == [("ledger/202611",), ("ledger/202612",), ("service/outbox",), ("service/totp",)]


@pytest.mark.parametrize("month", [0, 202600, 202613, 2026, -202611, 20261101])
def test_what_is_no_month_has_no_key(vault: Vault, month: int) -> None:
    with pytest.raises(BadPageName):
        vault.month_key(month)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "Totp", "-a", "a\n"])
def test_what_is_no_service_has_no_key(vault: Vault, name: str) -> None:
    with pytest.raises(BadPageName):
        vault.secret_key(name)


def test_a_page_that_was_destroyed_is_never_made_again(
    store: Store, vault: Vault, another: Another
) -> None:
    """A month of the log whose term has ended (P104)."""
    vault.month_key(202411)
    stays = vault.month_key(202412)
    with store.transaction() as cur:
        vault.destroy_page(cur, "ledger/202411", NOW)
        vault.destroy_page(cur, "ledger/202410", NOW)  # there was none
    for month in (202411, 202410):
        with pytest.raises(NoKey):
            reader(another()).month_key(month)
    assert reader(another()).month_key(202412) == stays
    assert store.rows("SELECT page FROM keystore.page") == [("ledger/202412",)]


def test_a_page_that_nobody_may_make_is_not_made(store: Store, holder: LocalHolder) -> None:
    holder.prepare(NOW)
    with pytest.raises(NoKey):
        holder.page_key("apart/links", make=False)
    assert store.rows("SELECT FROM keystore.page") == []


# ── the root ─────────────────────────────────────────────────────────────────────────────────────


def test_preparing_again_changes_nothing(store: Store, vault: Vault, another: Another) -> None:
    vault.prepare(NOW)
    reader(another()).prepare(NOW)
    assert store.rows("SELECT generation, tenant FROM keystore.root") == [(1, TENANT)]


@pytest.fixture(params=["strange", "none"])
def strange(request: pytest.FixtureRequest, tmp_path: Path, another: Another) -> LocalHolder:
    """A process with another root of the first generation, or without any."""
    folder = tmp_path / "strange"
    if request.param == "strange":
        folder.mkdir(mode=0o700)
        (folder / "root-1.key").touch(mode=0o600)
        (folder / "root-1.key").write_text("ab" * 32 + "\n")
    return another(folder)


def test_another_root_neither_writes_nor_opens_nor_turns(
    store: Store, vault: Vault, holder: LocalHolder, strange: LocalHolder
) -> None:
    """Fail closed, even in a process that forgot to prepare."""
    subject, unit = uuid4(), uuid4()
    month = vault.month_key(202611)
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
    before = store.dump()
    process = reader(strange)
    with store.transaction() as cur:
        for act in (
            lambda: process.prepare(NOW),
            process.check,
            lambda: process.make_unit_key(cur, uuid4(), uuid4()),
            lambda: process.month_key(202612),
            lambda: process.find(cur, "login-id", LOGIN),
            lambda: turning.turn(strange, NOW),
        ):
            with pytest.raises(WrongRoot):
                act()
    for read in (
        lambda: process.month_key(202611),
        lambda: strange.open([KeyName(subject, unit, 1)]),
    ):
        with pytest.raises((WrongRoot, NoKey)):
            read()
    generations = "\n".join(  # which keys an index has is no secret and nothing lies under them yet
        row[0] for row in store.rows("SELECT g::text FROM keystore.index_generation g")
    )
    assert sorted(store.dump().splitlines()) == sorted(f"{before}\n{generations}".splitlines())
    assert turning.turn(holder, NOW) is not None
    assert vault.month_key(202611) == month


def test_a_root_that_is_not_ours_is_another_root(store: Store, vault: Vault) -> None:
    """After a root turn elsewhere, a process that cannot have the new root writes nothing."""
    with store.transaction() as cur:
        cur.execute(
            "INSERT INTO keystore.root (generation, tenant, proof, made_at, handle) "
            "SELECT 2, tenant, 'x', made_at, 'root-2.key' FROM keystore.root"
        )
        cur.execute(
            "INSERT INTO keystore.page (page, root, wrapped) VALUES ('service/totp', 2, 'x')"
        )
    for act in (lambda: vault.prepare(NOW), lambda: vault.secret_key("outbox")):
        with pytest.raises(WrongRoot):
            act()
    with pytest.raises((WrongRoot, NoKey)):
        vault.secret_key("totp")


@pytest.mark.usefixtures("vault")
def test_another_tenants_key_store_is_refused(store: Store, another: Another) -> None:
    holder = another(tenant="least")
    strange = Vault("least", holder)
    with pytest.raises(WrongTenant):
        strange.prepare(NOW)
    with store.transaction() as cur, pytest.raises(WrongTenant):
        strange.make_unit_key(cur, uuid4(), uuid4())
    with pytest.raises(WrongTenant):
        turning.turn(holder, NOW)
