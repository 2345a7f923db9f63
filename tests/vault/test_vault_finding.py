"""People are found by blind index, whatever generation of its keys a tag lies under (P82)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.vault import turning
from keepword.vault.errors import UnknownIndex
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import LOGIN, held, index, reader


def test_people_are_found_each_once(store: Store, vault: Vault, another: Another) -> None:
    one, two = sorted((uuid4(), uuid4()))
    with store.transaction() as cur:
        held(vault, cur, one)
        held(vault, cur, one, Personal("GAON.nuri"))
        held(vault, cur, two)
        held(vault, cur, uuid4(), Personal("somebody.else"))
    with store.transaction() as cur:
        process = reader(another())
        assert process.find(cur, "login-id", Personal(" Gaon.Nuri ")) == [one, two]
        assert process.find(cur, "email", LOGIN) == []
        assert process.find(cur, "login-id", Personal("")) == []


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
            index(vault, cur, subject, unit, Personal("gaon@example.com"), "email")
    assert store.rows("SELECT count(*) FROM keystore.blind_index") == [(1,)]


def test_a_value_without_digits_is_nobodys_number(store: Store, vault: Vault) -> None:
    nothing = Personal("없음")
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        index(vault, cur, subject, unit, nothing, "mobile-phone")
        assert vault.find(cur, "mobile-phone", nothing) == []
        assert not vault.claim(cur, "mobile-phone", nothing)
    assert store.rows("SELECT count(*) FROM keystore.blind_index") == [(0,)]


def test_nothing_else_is_searched_by(store: Store, vault: Vault, holder: LocalHolder) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        for ask in (vault.find, vault.claim):
            with pytest.raises(UnknownIndex):
                ask(cur, "personal-name", LOGIN)
        with pytest.raises(UnknownIndex):
            index(vault, cur, subject, unit, LOGIN, "personal-name")
    with pytest.raises(UnknownIndex):
        holder.tags("personal-name", ["x"])
    named = store.rows("SELECT page FROM keystore.page WHERE page LIKE '%personal-name%'")
    assert named == store.rows("SELECT index FROM keystore.index_generation") == []


def test_a_claim_says_whether_the_value_is_free(store: Store, vault: Vault) -> None:
    with store.transaction() as cur:
        assert vault.claim(cur, "login-id", LOGIN)
        held(vault, cur, uuid4())
        assert not vault.claim(cur, "login-id", Personal("GAON.NURI"))
        assert vault.claim(cur, "email", LOGIN)


# ── while keys of an index change ────────────────────────────────────────────────────────────────


def test_a_process_that_remembers_an_older_veil_finds_and_indexes(
    store: Store, vault: Vault, another: Another
) -> None:
    """It asks again under the newer one, which it hears of with the first answer."""
    other = reader(another())
    old, new, gone = uuid4(), uuid4(), uuid4()
    with store.transaction() as cur:
        held(vault, cur, old)
        leaving = held(vault, cur, gone, Personal("leaving"))
        assert other.find(cur, "login-id", LOGIN) == [old]
    with store.transaction() as cur:
        vault.destroy_units(cur, gone, [leaving], NOW)
    assert turning.turn(another(), NOW) is not None
    with store.transaction() as cur:
        for process in (other, vault):
            assert process.find(cur, "login-id", LOGIN) == [old]
            assert not process.claim(cur, "login-id", LOGIN)
        held(other, cur, new, Personal("new"))
    generations = store.rows("SELECT DISTINCT generation FROM keystore.blind_index")
    assert generations == store.rows("SELECT generation FROM keystore.index_generation") == [(2,)]
    with store.transaction() as cur:
        assert vault.find(cur, "login-id", Personal("new")) == [new]


def test_a_turn_without_an_erasure_leaves_the_veils(
    store: Store, vault: Vault, holder: LocalHolder
) -> None:
    with store.transaction() as cur:
        held(vault, cur, uuid4())
    before = store.rows("SELECT * FROM keystore.blind_index")
    assert turning.turn(holder, NOW) is not None
    assert store.rows("SELECT * FROM keystore.blind_index") == before
