"""The vault against PostgreSQL: units have keys, items open, the erased do not (P66, P82)."""

from __future__ import annotations

import base64
from uuid import UUID, uuid4

import psycopg
import pytest

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault import turning
from keepword.vault.errors import ErasedError, NoKey, SealBroken, UnitHasKey
from keepword.vault.holder import KeyName
from keepword.vault.keys import UnitKey
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import LOGIN, TURNED, held, index, key_of, opened, reader, sealed_item, turn

# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


@TURNED
def test_what_one_process_sealed_another_opens(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, turned: bool
) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        sealed = sealed_item(vault, cur, subject, unit, "값")
    turn(holder, turned)
    for process in (vault, reader(holder), reader(another())):
        assert opened(process, subject, unit, sealed) == "값"


@pytest.mark.parametrize(
    "moved",
    [
        "subject = gen_random_uuid()",
        "unit = gen_random_uuid()",
        "generation = 2",
        "wrapped = (SELECT wrapped FROM keystore.data_key d WHERE d.unit <> k.unit)",
        "wrapped = substr(wrapped, 1, 20)",
        "wrapped = overlay(wrapped placing '\\x00' from 30)",
        "page = (SELECT page FROM keystore.page p WHERE p.page <> k.page)",
    ],
)
def test_a_fresh_key_that_was_moved_or_changed_does_not_open(
    store: Store, vault: Vault, another: Another, moved: str
) -> None:
    """A wrapped key is bound to person, unit, generation and page, whoever can write the table."""
    unit = uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, uuid4(), unit)
        reader(another()).make_unit_key(cur, uuid4(), uuid4())  # on another page
        cur.execute(
            f"UPDATE keystore.data_key k SET {moved} WHERE unit = %s "
            "RETURNING subject, unit, generation",
            (unit,),
        )
        name = KeyName(*(cur.fetchone() or ()))
    with pytest.raises(SealBroken):
        another().open([name])


@pytest.mark.parametrize(
    "moved",
    [
        "first = 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
        "keys = keys - 1",
        "sealed = substr(sealed, 1, octet_length(sealed) - 68), keys = keys - 1",
        "sealed = overlay(sealed placing '\\x00' from 30)",
        "wrapped = (SELECT wrapped FROM keystore.page WHERE page = 'service/totp')",
    ],
)
def test_a_page_of_keys_that_was_moved_or_changed_does_not_open(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, moved: str
) -> None:
    vault.secret_key("totp")
    subject, unit = UUID(int=2**128 - 1), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
    turn(holder, True)
    with store.transaction() as cur:
        cur.execute(f"UPDATE keystore.key_page SET {moved}")
    with pytest.raises(SealBroken):
        another().open([KeyName(subject, unit, 1)])


def test_another_tenant_opens_nothing(store: Store, vault: Vault, holder: LocalHolder) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        key = vault.make_unit_key(cur, subject, unit)
        sealed = vault.seal(key, unit, "note", Personal("값"))
        with pytest.raises(SealBroken):
            Vault("least", holder).open(key, unit, "note", sealed)


@TURNED
def test_a_renewed_key_does_not_open_what_the_old_one_sealed(
    store: Store, vault: Vault, holder: LocalHolder, turned: bool
) -> None:
    """P31: a corrected value's old copy does not open with today's key; a backup's still can."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        old = vault.make_unit_key(cur, subject, unit)
        sealed = vault.seal(old, unit, "note", Personal("old"))
    turn(holder, turned)
    with store.transaction() as cur:
        new = vault.renew_unit_key(cur, subject, unit)
        assert (old.generation, new.generation) == (1, 2)
        assert key_of(vault, subject, unit, 2) == new
        with pytest.raises(SealBroken):
            vault.open(new, unit, "note", sealed)
    assert key_of(reader(holder), subject, unit, 1) == old
    assert key_of(reader(holder), subject, unit, 2) == new


def test_generations_go_on_whichever_process_packed_the_last_one(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """Two keys with one name would be one too few: what a holder remembers of a page that another
    process has written anew since does not count."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        first = vault.make_unit_key(cur, subject, unit)
    turn(holder, True)
    assert holder.open([KeyName(subject, unit, 1)]) == [first.key]  # the page is in memory
    with store.transaction() as cur:
        second = vault.renew_unit_key(cur, subject, unit)
    turn(another(), True)
    with store.transaction() as cur:
        third = vault.renew_unit_key(cur, subject, unit)
    assert third.generation == 3
    keys = [KeyName(subject, unit, generation) for generation in (1, 2, 3)]
    assert holder.open(keys) == [first.key, second.key, third.key]


@pytest.mark.parametrize("with_unit", [False, True], ids=["bare", "with-its-row"])
def test_a_packed_unit_gets_no_second_first_key(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, with_unit: bool
) -> None:
    """Two first keys: what was sealed under one of them would open no more."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        if with_unit:
            _unit_row(cur, subject, unit)
        made = vault.make_unit_key(cur, subject, unit)
    assert turning.turn(holder, NOW) is not None
    for process in (vault, reader(another())):
        with store.transaction() as cur, pytest.raises(UnitHasKey):
            process.make_unit_key(cur, subject, unit)
    assert turning.turn(holder, NOW) is not None
    assert another().open([KeyName(subject, unit, 1)]) == [made.key]


def test_the_first_key_of_a_unit_that_is_made_with_it_asks_nobody(
    store: Store, vault: Vault, holder: LocalHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No round trip to the holder where nothing can be on a page."""
    asked: list[UUID] = []
    newest = holder.newest

    def counted(subject: UUID, unit: UUID) -> int:
        asked.append(unit)
        return newest(subject, unit)

    monkeypatch.setattr(holder, "newest", counted)
    subject, unit, bare = uuid4(), uuid4(), uuid4()
    with store.transaction() as cur:
        _unit_row(cur, subject, unit)
        vault.make_unit_key(cur, subject, unit)
        vault.make_unit_key(cur, subject, bare)
    assert asked == [bare]


def _unit_row(cur: Cursor, subject: UUID, unit: UUID) -> None:
    cur.execute(
        "INSERT INTO vault.unit (subject, unit, rule, record, begun_at) "
        "VALUES (%s, %s, '', %s, %s)",
        (subject, unit, unit, NOW),
    )


def test_a_unit_gets_its_first_key_once(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        made = vault.make_unit_key(cur, subject, unit)
        with pytest.raises(UnitHasKey):
            vault.make_unit_key(cur, subject, unit)
        assert key_of(vault, subject, unit) == made


def test_a_unit_without_a_key_is_told_from_an_erased_one(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        with pytest.raises(NoKey):
            vault.renew_unit_key(cur, uuid4(), uuid4())
        with pytest.raises(NoKey):
            key_of(vault, uuid4(), uuid4())
        assert vault.open_keys([]) == {}


def test_a_key_of_an_act_that_came_to_nothing_does_not_count(
    store: Store, vault: Vault, another: Another
) -> None:
    """One process makes a generation and gives it up; another makes it and commits."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
    with store.transaction(given_up=True) as cur:
        nothing = vault.renew_unit_key(cur, subject, unit)
        assert key_of(vault, subject, unit, 2) == nothing  # the act itself may use it
    with store.transaction() as cur:
        counts = reader(another()).renew_unit_key(cur, subject, unit)
    assert key_of(vault, subject, unit, 2) == counts != nothing


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
        vault.destroy_page(cur, "ledger/202611", NOW)
    with pytest.raises(ErasedError):
        key_of(vault, subject, unit)


# ── what the database shows ──────────────────────────────────────────────────────────────────────

CANARY = "canary.가온@example.com"


def writings(value: str) -> set[str]:
    """How a value could show in a dump: clear, or as bytes in hexadecimal or base64."""
    codes = [value.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    encoded = {base64.b64encode(code).decode().rstrip("=")[:-2] for code in codes}
    return {value, *(code.hex() for code in codes), *encoded}


def shown(store: Store, value: str) -> set[str]:
    """Which of them do."""
    dump = store.dump()
    return {writing for writing in writings(value) if writing in dump}


@TURNED
def test_no_table_shows_a_sealed_value_or_a_key(
    store: Store, vault: Vault, holder: LocalHolder, turned: bool
) -> None:
    """P82: not in clear, not encoded; a planted clear value is found, so the search works."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        key = vault.make_unit_key(cur, subject, unit)
        place = (subject, unit, "email", unit, key.generation)
        sealed = vault.seal(key, unit, "email", Personal(CANARY))
        cur.execute("INSERT INTO vault.item VALUES (%s, %s, %s, %s, %s, %s)", (*place, sealed))
        index(vault, cur, subject, unit, Personal(CANARY), "email")
        month = vault.month_key(202611)
    turn(holder, turned)
    dump = store.dump()
    assert sealed.hex() in dump
    assert shown(store, CANARY) == set()
    assert key.key.hex() not in dump
    assert month.hex() not in dump
    with store.transaction() as cur:
        cur.execute("UPDATE vault.item SET sealed = %s", (CANARY.encode(),))
    assert shown(store, CANARY)
