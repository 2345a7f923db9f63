"""Several at once: one log-in id is one person's, and no key escapes an erasure (P66)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault.errors import ErasedError, WrongRoot
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import index, reader

WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def wait_for_a_lock(store: Store, waiting: Future[None]) -> None:
    """Until another transaction waits for ours (each look is a round trip, so no busy loop)."""
    while store.rows(WAITING) == [(0,)]:
        assert not waiting.done(), waiting.result()


def test_of_many_who_want_one_log_in_id_one_gets_it(store: Store, vault: Vault) -> None:
    gate = threading.Barrier(4)

    def join(login: str) -> bool:
        with store.transaction() as cur:
            gate.wait()
            free = vault.claim(cur, "login-id", Personal(login))
            if free:
                subject, unit = uuid4(), uuid4()
                vault.make_unit_key(cur, subject, unit)
                index(vault, cur, subject, unit, Personal(login))
            return free

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(join, ["gaon", "Gaon", "GAON", " gaon"]))
    assert sorted(got) == [False, False, False, True]
    with store.transaction() as cur:
        assert len(vault.find(cur, "login-id", Personal("gaon"))) == 1


def test_a_claim_that_comes_to_nothing_leaves_the_value_free(store: Store, vault: Vault) -> None:
    """The second one waits for the first, who gives up."""

    def second() -> None:
        with store.transaction() as cur:
            assert vault.claim(cur, "login-id", Personal("gaon"))

    with ThreadPoolExecutor(1) as pool:
        with store.transaction(given_up=True) as cur:
            assert vault.claim(cur, "login-id", Personal("gaon"))
            waiting = pool.submit(second)
            wait_for_a_lock(store, waiting)
        waiting.result()


Act = Callable[[Vault, Cursor, UUID, UUID], object]


def _make(vault: Vault, cur: Cursor, subject: UUID, unit: UUID) -> None:
    vault.make_unit_key(cur, subject, unit)


def _renew(vault: Vault, cur: Cursor, subject: UUID, unit: UUID) -> None:
    vault.renew_unit_key(cur, subject, unit)


def _index(vault: Vault, cur: Cursor, subject: UUID, unit: UUID) -> None:
    index(vault, cur, subject, unit, Personal("gaon"))


def _erase(vault: Vault, cur: Cursor, subject: UUID, unit: UUID) -> None:
    vault.destroy_units(cur, subject, [unit], NOW)


ACTS = pytest.mark.parametrize(("act", "has_key"), [(_make, False), (_renew, True), (_index, True)])


def unit_with(store: Store, vault: Vault, *, key: bool) -> tuple[UUID, UUID]:
    """A person and a unit."""
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        if key:
            vault.make_unit_key(cur, subject, unit)
        vault.claim(cur, "login-id", Personal("warm"))  # the index has its page already
    return subject, unit


def nothing_is_left(store: Store, subject: UUID) -> bool:
    """No key and no tag of this person."""
    return not any(
        store.rows(f"SELECT FROM keystore.{table} WHERE subject = '{subject}'")
        for table in ("data_key", "blind_index")
    )


@ACTS
def test_an_erasure_waits_for_what_it_must_take_along(
    store: Store, vault: Vault, act: Act, has_key: bool
) -> None:
    """First a key or a tag is written, then the erasure begins, then the first commits."""
    subject, unit = unit_with(store, vault, key=has_key)

    def erase() -> None:
        with store.transaction() as cur:
            _erase(vault, cur, subject, unit)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as cur:
            act(vault, cur, subject, unit)
            waiting = pool.submit(erase)
            wait_for_a_lock(store, waiting)
        waiting.result()
    assert nothing_is_left(store, subject)


@ACTS
def test_what_comes_during_an_erasure_comes_too_late(
    store: Store, vault: Vault, act: Act, has_key: bool
) -> None:
    """First the erasure, then the key or tag, then the erasure commits."""
    subject, unit = unit_with(store, vault, key=has_key)

    def late() -> None:
        with store.transaction() as cur, pytest.raises(ErasedError):
            act(vault, cur, subject, unit)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as cur:
            _erase(vault, cur, subject, unit)
            waiting = pool.submit(late)
            wait_for_a_lock(store, waiting)
        waiting.result()
    assert nothing_is_left(store, subject)


def test_two_renewals_at_once_are_two_generations(store: Store, vault: Vault) -> None:
    subject, unit = unit_with(store, vault, key=True)

    def renew() -> None:
        with store.transaction() as cur:
            assert vault.renew_unit_key(cur, subject, unit).generation == 3

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as cur:
            assert vault.renew_unit_key(cur, subject, unit).generation == 2
            waiting = pool.submit(renew)
            wait_for_a_lock(store, waiting)
        waiting.result()


def test_processes_that_want_a_page_at_once_get_one_key(store: Store, another: Another) -> None:
    vaults = [reader(another()) for _ in range(4)]
    gate = threading.Barrier(len(vaults))

    def start(vault: Vault) -> bytes:
        gate.wait()
        vault.prepare(NOW)
        return vault.month_key(202611)

    with ThreadPoolExecutor(len(vaults)) as pool:
        assert len(set(pool.map(start, vaults))) == 1
    assert store.rows("SELECT page FROM keystore.page") == [("ledger/202611",)]
    assert len(store.rows("SELECT FROM keystore.root")) == 1


def test_two_first_starts_with_different_roots_do_not_both_serve(
    store: Store, another: Another, tmp_path: Path
) -> None:
    gate = threading.Barrier(2)

    def start(name: str) -> bool:
        vault = reader(another(tmp_path / name))
        gate.wait()
        try:
            vault.prepare(NOW)
        except WrongRoot:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, ["one", "two"])) == [False, True]
    assert len(store.rows("SELECT FROM keystore.root")) == 1


def test_threads_of_one_process_share_a_page(store: Store, vault: Vault) -> None:
    def make(_: int) -> None:
        with store.transaction() as cur:
            vault.make_unit_key(cur, uuid4(), uuid4())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(12)))
    assert store.rows("SELECT count(*) FROM keystore.page") == [(1,)]
