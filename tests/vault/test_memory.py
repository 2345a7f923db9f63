"""How long a key stays in memory: it is wiped without anybody asking (P82)."""

from __future__ import annotations

import gc
import os
import time
from uuid import uuid4

import pytest

from keepword.vault import store as keeping
from keepword.vault import turning
from keepword.vault.errors import NoKey
from keepword.vault.fresh_pages import FreshPages
from keepword.vault.holder import KEYS_A_PAGE
from keepword.vault.local import LocalHolder
from keepword.vault.store import Remembered
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import reader


def _wiped(kept: Remembered[str]) -> bool:
    """Wait until nothing is left; the test fails by its length if that never comes."""
    for _ in range(500):
        if not len(kept):
            return True
        time.sleep(0.01)
    return False


def test_what_is_over_is_overwritten_though_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SWEPT_EVERY", 0.01)
    sweeper = keeping._Sweeper()
    monkeypatch.setattr(keeping, "_sweeper", sweeper)
    kept: Remembered[str] = Remembered(9, seconds=0.02)
    for again in range(2):  # the thread ends with the last key, and begins with the next
        kept.put("a", b"k" * 32)
        held = kept._kept["a"][1]
        assert _wiped(kept), again
        assert bytes(held) == bytes(32)


def test_a_forked_process_wipes_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SWEPT_EVERY", 0.01)
    monkeypatch.setattr(keeping, "_sweeper", keeping._Sweeper())
    kept: Remembered[str] = Remembered(9, seconds=60.0)
    kept.put("parent", b"k" * 32)
    child = os.fork()
    if not child:
        kept._seconds = 0.02
        kept.clear()
        kept.put("child", b"k" * 32)
        os._exit(0 if _wiped(kept) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert kept.get("parent") is not None


def test_a_memory_that_nobody_has_any_more_is_not_kept_by_the_sweeper() -> None:
    before = len(keeping._sweeper._watched)
    kept: Remembered[str] = Remembered(1)
    kept.put("a", bytes(32))
    del kept
    gc.collect()
    assert len(keeping._sweeper._watched) <= before


def test_a_fresh_page_is_forgotten_when_it_is_closed_full_or_old(
    vault: Vault, holder: LocalHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = FreshPages(holder)
    first = pages.take()
    assert pages.take() == first
    pages.closed(first)
    assert not len(pages._key)
    second = pages.take()
    assert second.name != first.name
    for _ in range(KEYS_A_PAGE - 1):
        assert pages.take() == second
    assert not len(pages._key)
    third = pages.take()
    assert third.name != second.name
    now = time.monotonic() + keeping.KEPT_FOR + 1
    monkeypatch.setattr("keepword.vault.store.time.monotonic", lambda: now)
    assert pages.take().name != third.name


def test_from_the_commit_on_no_holder_gives_a_destroyed_page(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """Another process destroyed it; this one had it in memory."""
    vault.secret_key("letters")
    page = "service/letters"
    assert holder.cached(page) is not None
    with store.transaction() as cur:
        reader(another()).destroy_page(cur, page, NOW)
    for make in (False, True):
        with pytest.raises(NoKey):
            holder.page_key(page, make=make)
    assert holder.cached(page) is None


def test_after_a_turn_the_holder_has_no_page_in_memory(
    store: Store, vault: Vault, holder: LocalHolder
) -> None:
    with store.transaction() as cur:
        vault.make_unit_key(cur, uuid4(), uuid4())
    vault.month_key(202611)
    assert len(holder._pages)
    assert turning.turn(holder, NOW) is not None
    assert not len(holder._pages)
