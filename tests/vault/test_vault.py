"""The vault against PostgreSQL: units have keys, items open, the erased do not (P66, P82)."""

from __future__ import annotations

import base64
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault.errors import (
    BadPageName,
    ErasedError,
    NoKey,
    SealBroken,
    UnitHasKey,
    UnknownIndex,
    WrongRoot,
    WrongTenant,
)
from keepword.vault.keys import UnitKey
from keepword.vault.pages import KEYS_A_PAGE
from keepword.vault.providers import KeyFileRoot
from keepword.vault.vault import Vault
from tests.vault.store import NOW, TENANT, Store

LOGIN = Personal("gaon.nuri")


def sealed_item(vault: Vault, cur: Cursor, subject: UUID, unit: UUID, value: str) -> bytes:
    """A value of a fresh unit, as item `note` of the record with the unit's id."""
    return vault.seal(vault.make_unit_key(cur, subject, unit), unit, "note", Personal(value))


def opened(vault: Vault, cur: Cursor, subject: UUID, unit: UUID, sealed: bytes) -> str:
    """The value under the unit's newest key."""
    key = vault.unit_keys(cur, subject, [unit])[unit]
    return vault.open(key, unit, "note", sealed).reveal()


def another_process(store: Store, root: KeyFileRoot) -> Vault:
    """A vault that has nothing cached."""
    return Vault(TENANT, root, store.connect)


def held(vault: Vault, cur: Cursor, subject: UUID, value: Personal = LOGIN) -> UUID:
    """A unit with a log-in id that is searchable; the unit, which is its record too."""
    unit = uuid4()
    vault.make_unit_key(cur, subject, unit)
    vault.index(
        cur, subject=subject, index="login-id", record=unit, item="login-id", unit=unit, value=value
    )
    return unit


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_one_process_sealed_another_opens(
    store: Store, vault: Vault, root: KeyFileRoot
) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        sealed = sealed_item(vault, cur, subject, unit, "값")
    with store.transaction() as cur:
        assert opened(another_process(store, root), cur, subject, unit, sealed) == "값"


def test_a_key_opens_from_the_columns_of_a_joined_read(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        made = vault.make_unit_key(cur, subject, unit)
        cur.execute("SELECT generation, page, wrapped FROM keystore.data_key")
        (row,) = cur.fetchall()
        assert vault.open_unit_key(cur, subject, unit, *row) == made
        for wrong in (
            (uuid4(), unit, *row),
            (subject, uuid4(), *row),
            (subject, unit, 2, *row[1:]),
        ):
            with pytest.raises(SealBroken):
                vault.open_unit_key(cur, *wrong)
        with pytest.raises(NoKey):
            vault.open_unit_key(cur, subject, unit, row[0], "data/nowhere", row[2])


def test_another_tenant_opens_nothing(store: Store, vault: Vault, root: KeyFileRoot) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        key = vault.make_unit_key(cur, subject, unit)
        sealed = vault.seal(key, unit, "note", Personal("값"))
        with pytest.raises(SealBroken):
            Vault("least", root, store.connect).open(key, unit, "note", sealed)


def test_a_renewed_key_does_not_open_what_the_old_one_sealed(store: Store, vault: Vault) -> None:
    """P31: a corrected value's old copy does not open with today's key; a backup's still can."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        old = vault.make_unit_key(cur, subject, unit)
        sealed = vault.seal(old, unit, "note", Personal("old"))
        new = vault.renew_unit_key(cur, subject, unit)
        assert (old.generation, new.generation) == (1, 2)
        assert vault.unit_keys(cur, subject, [unit]) == {unit: new}
        with pytest.raises(SealBroken):
            vault.open(new, unit, "note", sealed)
        cur.execute("SELECT page, wrapped FROM keystore.data_key WHERE generation = 1")
        (row,) = cur.fetchall()
        assert vault.open_unit_key(cur, subject, unit, 1, *row) == old


def test_a_unit_gets_its_first_key_once(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        made = vault.make_unit_key(cur, subject, unit)
        with pytest.raises(UnitHasKey):
            vault.make_unit_key(cur, subject, unit)
        assert vault.unit_keys(cur, subject, [unit]) == {unit: made}


def test_a_unit_without_a_key_is_told_from_an_erased_one(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        for wanted in (vault.renew_unit_key, lambda c, s, u: vault.unit_keys(c, s, [u])):
            with pytest.raises(NoKey):
                wanted(cur, uuid4(), uuid4())
        assert vault.unit_keys(cur, uuid4(), []) == {}


def test_a_key_is_not_shown() -> None:
    key = UnitKey(UUID(int=1), UUID(int=2), 3, b"canary-key")
    assert "canary" not in f"{key!r} {key}"


@pytest.mark.parametrize("binding", [psycopg.Cursor, psycopg.ClientCursor])
def test_either_kind_of_cursor_does(store: Store, vault: Vault, binding: type[Cursor]) -> None:
    """Parameters bound by the server, as psycopg does, or by the client, as Django does."""
    subject = uuid4()
    with store.transaction(cursor_factory=binding) as cur:
        assert vault.claim(cur, "login-id", LOGIN)
        unit = held(vault, cur, subject)
        vault.renew_unit_key(cur, subject, unit)
        assert vault.find(cur, "login-id", LOGIN) == [subject]
        vault.unindex(cur, subject=subject, record=unit, item="login-id")
        vault.destroy_units(cur, subject, [unit], NOW)
        with pytest.raises(ErasedError):
            vault.unit_keys(cur, subject, [unit])


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_a_process_fills_a_page_and_opens_the_next(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        for _ in range(KEYS_A_PAGE + 1):
            vault.make_unit_key(cur, uuid4(), uuid4())
    pages = store.rows("SELECT count(*) FROM keystore.data_key GROUP BY page ORDER BY 1")
    assert pages == [(1,), (KEYS_A_PAGE,)]


def test_a_page_is_durable_though_the_act_is_not(
    store: Store, vault: Vault, root: KeyFileRoot
) -> None:
    """A page key is committed before anything depends on it; no act takes it away."""
    subject, unit = uuid4(), uuid4()
    with store.transaction(given_up=True) as cur:
        vault.make_unit_key(cur, uuid4(), uuid4())
        month = vault.month_key(cur, 202611)
    assert store.rows("SELECT count(*) FROM keystore.data_key") == [(0,)]
    with store.transaction() as cur:
        sealed = sealed_item(vault, cur, subject, unit, "값")
    with store.transaction() as cur:
        other = another_process(store, root)
        assert opened(other, cur, subject, unit, sealed) == "값"
        assert other.month_key(cur, 202611) == month


def test_months_and_services_have_keys_of_their_own(
    store: Store, vault: Vault, root: KeyFileRoot
) -> None:
    with store.transaction() as cur:
        keys = [
            vault.month_key(cur, 202611),
            vault.month_key(cur, 202612),
            vault.secret_key(cur, "totp"),
            vault.secret_key(cur, "outbox"),
        ]
        assert len(set(keys)) == 4
        assert {len(key) for key in keys} == {32}
        other = another_process(store, root)
        assert [other.month_key(cur, 202611), other.secret_key(cur, "totp")] == [keys[0], keys[2]]
    pages = store.rows("SELECT page FROM keystore.page ORDER BY page")
    assert pages == [("ledger/202611",), ("ledger/202612",), ("service/outbox",), ("service/totp",)]


@pytest.mark.parametrize("month", [0, 202600, 202613, 2026, -202611, 20261101])
def test_what_is_no_month_has_no_key(store: Store, vault: Vault, month: int) -> None:
    with store.transaction() as cur, pytest.raises(BadPageName):
        vault.month_key(cur, month)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "Totp", "-a", "a\n"])
def test_what_is_no_service_has_no_key(store: Store, vault: Vault, name: str) -> None:
    with store.transaction() as cur, pytest.raises(BadPageName):
        vault.secret_key(cur, name)


# ── the root ─────────────────────────────────────────────────────────────────────────────────────


def test_preparing_again_changes_nothing(store: Store, vault: Vault) -> None:
    vault.prepare(NOW)
    assert store.rows("SELECT generation, tenant FROM keystore.root") == [(1, TENANT)]


@pytest.mark.usefixtures("vault")
def test_another_root_is_noticed_before_anything_is_wrapped_under_it(
    store: Store, tmp_path: Path
) -> None:
    """Fail closed, even in a process that forgot to prepare."""
    strange = Vault(TENANT, KeyFileRoot.make_or_read(tmp_path / "strange"), store.connect)
    with pytest.raises(WrongRoot):
        strange.prepare(NOW)
    with store.transaction() as cur:
        with pytest.raises(WrongRoot):
            strange.make_unit_key(cur, uuid4(), uuid4())
        with pytest.raises(WrongRoot):
            strange.month_key(cur, 202611)
        with pytest.raises(WrongRoot):
            strange.find(cur, "login-id", LOGIN)
    assert store.rows("SELECT count(*) FROM keystore.page") == [(0,)]


def test_another_root_opens_no_page(store: Store, vault: Vault, tmp_path: Path) -> None:
    with store.transaction() as cur:
        vault.month_key(cur, 202611)
        strange = Vault(TENANT, KeyFileRoot.make_or_read(tmp_path / "strange"), store.connect)
        with pytest.raises(SealBroken):
            strange.month_key(cur, 202611)


def test_a_root_of_another_generation_is_another_root(store: Store, vault: Vault) -> None:
    """After a root turn elsewhere, a process with the old root neither writes nor reads."""
    with store.transaction() as cur:
        cur.execute(
            "INSERT INTO keystore.root (generation, tenant, proof, made_at) "
            "SELECT 2, tenant, 'x', made_at FROM keystore.root"
        )
        cur.execute(
            "INSERT INTO keystore.page (page, root, wrapped) VALUES ('service/totp', 2, 'x')"
        )
    with pytest.raises(WrongRoot):
        vault.prepare(NOW)
    with store.transaction() as cur:
        for name in ("totp", "outbox"):
            with pytest.raises(WrongRoot):
                vault.secret_key(cur, name)


@pytest.mark.usefixtures("vault")
def test_another_tenants_key_store_is_refused(store: Store, root: KeyFileRoot) -> None:
    strange = Vault("least", root, store.connect)
    with pytest.raises(WrongTenant):
        strange.prepare(NOW)
    with store.transaction() as cur, pytest.raises(WrongRoot):
        strange.make_unit_key(cur, uuid4(), uuid4())


# ── erasing ──────────────────────────────────────────────────────────────────────────────────────


def test_the_erased_do_not_open_and_their_neighbours_do(
    store: Store, vault: Vault, root: KeyFileRoot
) -> None:
    """P66: one unit of a person goes; another of theirs, and another person's, stay."""
    subject, gone, stays = uuid4(), uuid4(), uuid4()
    neighbour, theirs = uuid4(), uuid4()
    with store.transaction() as cur:
        sealed_item(vault, cur, subject, gone, "gone")
        kept = sealed_item(vault, cur, subject, stays, "stays")
        near = sealed_item(vault, cur, neighbour, theirs, "near")
    with store.transaction() as cur:
        vault.destroy_units(cur, subject, [gone], NOW)
    for reader in (vault, another_process(store, root)):
        with store.transaction() as cur:
            for wanted in ([gone], [stays, gone]):
                with pytest.raises(ErasedError):
                    reader.unit_keys(cur, subject, wanted)
            assert opened(reader, cur, subject, stays, kept) == "stays"
            assert opened(reader, cur, neighbour, theirs, near) == "near"


def test_erasing_takes_every_generation_and_tag(store: Store, vault: Vault) -> None:
    subject = uuid4()
    with store.transaction() as cur:
        unit = held(vault, cur, subject)
        vault.renew_unit_key(cur, subject, unit)
    with store.transaction() as cur:
        vault.destroy_units(cur, subject, [unit], NOW)
        assert vault.find(cur, "login-id", LOGIN) == []
    for table in ("data_key", "blind_index"):
        assert store.rows(f"SELECT count(*) FROM keystore.{table}") == [(0,)]
    noted = store.rows("SELECT subject, unit, erased_at FROM keystore.erased_unit")
    assert noted == [(subject, unit, NOW)]


def test_erasing_again_changes_nothing(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        vault.destroy_units(cur, subject, [unit, unit], NOW)
        vault.destroy_units(cur, subject, [unit], NOW.replace(year=2027))
        vault.destroy_units(cur, subject, [], NOW)
    assert store.rows("SELECT erased_at FROM keystore.erased_unit") == [(NOW,)]


def test_an_erased_unit_never_gets_a_key_again(store: Store, vault: Vault) -> None:
    """Nor does one that never had a key, such as one that only an old backup knows."""
    subject, unit, never = uuid4(), uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        vault.destroy_units(cur, subject, [unit, never], NOW)
    with store.transaction() as cur:
        for gone in (unit, never):
            with pytest.raises(ErasedError):
                vault.make_unit_key(cur, subject, gone)
            with pytest.raises(ErasedError):
                vault.renew_unit_key(cur, subject, gone)
            with pytest.raises(ErasedError):
                vault.index(
                    cur,
                    subject=subject,
                    index="login-id",
                    record=gone,
                    item="login-id",
                    unit=gone,
                    value=LOGIN,
                )
    assert store.rows("SELECT count(*) FROM keystore.data_key") == [(0,)]


# ── finding ──────────────────────────────────────────────────────────────────────────────────────


def test_people_are_found_each_once(store: Store, vault: Vault, root: KeyFileRoot) -> None:
    one, two = sorted((uuid4(), uuid4()))
    with store.transaction() as cur:
        held(vault, cur, one)
        held(vault, cur, one, Personal("GAON.nuri"))
        held(vault, cur, two)
        held(vault, cur, uuid4(), Personal("somebody.else"))
    with store.transaction() as cur:
        reader = another_process(store, root)
        assert reader.find(cur, "login-id", Personal(" Gaon.Nuri ")) == [one, two]
        assert reader.find(cur, "email", LOGIN) == []
        assert reader.find(cur, "login-id", Personal("")) == []


def test_who_is_unindexed_is_not_found_by_that_item(store: Store, vault: Vault) -> None:
    subject = uuid4()
    with store.transaction() as cur:
        first, second = held(vault, cur, subject), held(vault, cur, subject, Personal("other"))
        vault.unindex(cur, subject=subject, record=first, item="email")
        assert vault.find(cur, "login-id", LOGIN) == [subject]
        vault.unindex(cur, subject=subject, record=first, item="login-id")
        assert vault.find(cur, "login-id", LOGIN) == []
        assert vault.find(cur, "login-id", Personal("other")) == [subject]
        vault.unindex(cur, subject=subject, record=second, item="login-id")
    assert store.rows("SELECT count(*) FROM keystore.blind_index") == [(0,)]


def test_indexing_again_changes_nothing(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        for _ in range(2):
            vault.index(
                cur,
                subject=subject,
                index="email",
                record=unit,
                item="email",
                unit=unit,
                value=Personal("gaon@example.com"),
            )
    assert store.rows("SELECT count(*) FROM keystore.blind_index") == [(1,)]


def test_a_value_without_digits_is_nobodys_number(store: Store, vault: Vault) -> None:
    nothing = Personal("없음")
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        vault.index(
            cur,
            subject=subject,
            index="mobile-phone",
            record=unit,
            item="mobile-phone",
            unit=unit,
            value=nothing,
        )
        assert vault.find(cur, "mobile-phone", nothing) == []
        assert not vault.claim(cur, "mobile-phone", nothing)


def test_nothing_else_is_searched_by(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        for ask in (vault.find, vault.claim):
            with pytest.raises(UnknownIndex):
                ask(cur, "personal-name", LOGIN)
    assert store.rows("SELECT count(*) FROM keystore.page") == [(0,)]


def test_a_claim_says_whether_the_value_is_free(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        assert vault.claim(cur, "login-id", LOGIN)
        held(vault, cur, uuid4())
        assert not vault.claim(cur, "login-id", Personal("GAON.NURI"))
        assert vault.claim(cur, "email", LOGIN)


# ── what the database shows ──────────────────────────────────────────────────────────────────────

CANARY = "canary.가온@example.com"


def writings(value: str) -> set[str]:
    """How a value could show in a dump: clear, or as bytes in hexadecimal or base64."""
    codes = [value.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    encoded = {base64.b64encode(code).decode().rstrip("=")[:-2] for code in codes}
    return {value, *(code.hex() for code in codes), *encoded}


def shown(store: Store, value: str) -> set[str]:
    dump = store.dump()
    return {writing for writing in writings(value) if writing in dump}


def test_no_table_shows_a_sealed_value_or_a_key(store: Store, vault: Vault) -> None:
    """P82: not in clear, not encoded; a planted clear value is found, so the search works."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        key = vault.make_unit_key(cur, subject, unit)
        place = (subject, unit, "email", unit, key.generation)
        sealed = vault.seal(key, unit, "email", Personal(CANARY))
        cur.execute("INSERT INTO vault.item VALUES (%s, %s, %s, %s, %s, %s)", (*place, sealed))
        vault.index(
            cur,
            subject=subject,
            index="email",
            record=unit,
            item="email",
            unit=unit,
            value=Personal(CANARY),
        )
        month = vault.month_key(cur, 202611)
    dump = store.dump()
    assert sealed.hex() in dump
    assert shown(store, CANARY) == set()
    assert key.key.hex() not in dump
    assert month.hex() not in dump
    with store.transaction() as cur:
        cur.execute("UPDATE vault.item SET sealed = %s", (CANARY.encode(),))
    assert shown(store, CANARY)
