"""A fresh veil for every tag, tag by tag, while people are searched for (P66, P82)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.vault import turning, veiling
from keepword.vault.blind_index import IndexKey, tag
from keepword.vault.index_keys import add_generation
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, TENANT, Store
from tests.vault.units import LOGIN, held, index, reader

BY = "login-id"


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(veiling, "TAGS_AT_ONCE", 1)


def erase_somebody(store: Store, vault: Vault) -> None:
    """So that the next turn has something to make final."""
    with store.transaction() as cur:
        subject = uuid4()
        unit = held(vault, cur, subject, Personal("leaving"))
        vault.destroy_units(cur, subject, [unit], NOW)


def test_people_are_found_and_indexed_after_every_tag_that_moved(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    people = {uuid4(): f"person{n}" for n in range(5)}
    with store.transaction() as cur:
        units = {s: held(vault, cur, s, Personal(login)) for s, login in people.items()}
    erase_somebody(store, vault)
    other, moved = reader(another()), []

    def meanwhile(step: str, done: int) -> None:
        """The same number again, a further one, and a search, each between two steps."""
        if step != turning.VEILS:
            return
        moved.append(done)
        with store.transaction() as cur:
            for process in (other, vault):
                assert all(
                    process.find(cur, BY, Personal(login)) == [s] for s, login in people.items()
                )
            for subject, unit in units.items():
                index(other, cur, subject, unit, Personal(people[subject]))
            new = uuid4()
            units[new] = held(vault, cur, new, Personal(f"new{done}"))
            people[new] = f"new{done}"

    assert turning.turn(holder, NOW, meanwhile) is not None
    assert len(moved) > 5
    with store.transaction() as cur:
        for subject, login in people.items():
            assert other.find(cur, BY, Personal(login)) == [subject]
    assert store.rows("SELECT count(*), max(generation) FROM keystore.blind_index") == [
        (len(people), 2)
    ]
    assert store.rows("SELECT page FROM keystore.page WHERE page LIKE 'veil/%'") == [
        (f"veil/{BY}/2",)
    ]


def test_tags_of_release_0_2_stay_until_their_keys_are_rotated(
    store: Store, vault: Vault, holder: LocalHolder
) -> None:
    """Their digests are in old dumps without any veil: another veil would be no help to anybody."""
    subject, unit = uuid4(), uuid4()
    bare = tag(
        IndexKey(1, 1, holder.page_key(f"index/{BY}/1", make=True), None), TENANT, BY, "gaon"
    )
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        cur.execute(
            "INSERT INTO keystore.blind_index VALUES (%s, %s, 1, %s, %s, %s, %s)",
            (subject, BY, bare, unit, BY, unit),
        )
    with store.transaction() as cur:
        assert vault.find(cur, BY, Personal("gaon")) == [subject]
    erase_somebody(store, vault)
    assert turning.turn(holder, NOW) is not None
    with store.transaction() as cur:
        assert vault.find(cur, BY, Personal("gaon")) == [subject]
    assert store.rows("SELECT digest, veil FROM keystore.index_generation") == [
        (f"index/{BY}/1", None)
    ]


def test_a_rotation_that_was_not_ended_survives_a_turn(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """Two digest keys: each tag stays under its own, every veil is fresh, and tags are written
    under the newer key."""
    older, newer, later = uuid4(), uuid4(), uuid4()
    with store.transaction() as cur:
        held(vault, cur, older)
        add_generation(cur, BY, 2, 2)
    with store.transaction() as cur:
        held(reader(another()), cur, newer, Personal("newer"))
    erase_somebody(store, vault)
    assert turning.turn(holder, NOW) is not None
    with store.transaction() as cur:
        for process in (vault, reader(another())):
            assert process.find(cur, BY, Personal("newer")) == [newer]
            assert process.find(cur, BY, LOGIN) == [older]
        held(vault, cur, later, Personal("later"))
    under = store.rows(
        "SELECT b.subject, g.digest FROM keystore.blind_index b "
        "JOIN keystore.index_generation g USING (index, generation)"
    )
    numbers = {older: 1, newer: 2, later: 2}
    assert dict(under) == {who: f"index/{BY}/{number}" for who, number in numbers.items()}
    generations = store.rows("SELECT generation FROM keystore.index_generation ORDER BY 1")
    assert generations == [(3,), (4,)]
