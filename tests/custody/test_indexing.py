"""People are found by what is held of them and the policy declares, and by nothing else (P66, P82).

The oracle looks at what each person gave, and says by which tags they must be found.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections

from keepword.custody import indexing
from keepword.custody.act import Act
from keepword.custody.answers import Corrected, Left, Withdrawn
from keepword.custody.asking import Correcting, Leaving, Withdrawing
from keepword.custody.door import Door
from keepword.custody.errors import ValueTaken
from keepword.custody.indexing import Detail
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policies.indexes import Fold, Index, IndexBook, IndexKind, Part
from keepword.policy.model.base import Text
from keepword.policy.model.policy import Policy
from keepword.runtime import config, house
from keepword.vault import mass
from keepword.vault.blind_index import Kind, canonical
from keepword.vault.errors import UnknownIndex
from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests.custody.scene import NOW, VALUES, joined, joining, person

NOBODY = UUID(int=0)
LICENCE = "A-2077"
OF_TWO_UNITS = "birth-date-and-licence"
"""The licence has a consent of its own, and so a unit of its own (P68)."""

Tag = tuple[str, str]
"""An index and a canonical text."""


def _index(name: str, kind: IndexKind, *parts: tuple[str, Fold]) -> Index:
    items = tuple(Part(item=item, text=text) for item, text in parts)
    return Index(id=name, label=Text(en=name, ko=name), kind=kind, items=items)


@pytest.fixture
def policy(db: None, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """The hospital's policy, with one index more."""
    policy = house.loaded().policy
    more = _index(
        OF_TWO_UNITS,
        IndexKind.BIRTH_DATE_AND_NAME,
        ("date-of-birth", Fold.DATE),
        ("license-number", Fold.FOLDED),
    )
    book = IndexBook((*desk.indexes(policy), more))
    monkeypatch.setitem(desk._books, id(policy), (policy, book))
    return policy


@pytest.fixture
def door(policy: Policy) -> Iterator[Door]:
    """A door over a vault and a holder that were told of every index."""
    house.prepare(NOW)

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(**connections["default"].get_connection_params(), autocommit=True)

    kinds = indexing.kinds(policy)
    files = KeyFiles(config.current().keys)
    holder = LocalHolder(policy.meta.id, {files.name: files}, connect, indexes=kinds)
    vault = Vault(policy.meta.id, holder, kinds)
    yield Door(house.loaded(), house.law(), vault, house.blobs())
    holder.connections.close()


def rows(sql: str, *values: UUID | str | bytes) -> list[tuple[Any, ...]]:
    with connection.cursor() as cur:
        cur.execute(sql, values)
        return list(cur.fetchall())


def written(subject: UUID) -> list[tuple[Any, ...]]:
    """A person's rows of the index, but for the tags."""
    return rows(
        "SELECT index, record, item, unit FROM keystore.blind_index WHERE subject = %s "
        "ORDER BY 1, 2, 3",
        subject,
    )


def expected(policy: Policy, held: dict[str, str], point: str = "C1") -> set[Tag]:
    """The oracle: what somebody who gave this must be found by, of all that is declared."""
    return {
        (each.id, text)
        for each in desk.indexes(policy)
        if each.at(point) and all(item in held for item in each.names)
        if (text := canonical(Kind(each.canonical), [held[item] for item in each.names]))
    }


def tags(door: Door, subject: UUID, wanted: set[Tag]) -> None:
    """The person has exactly these tags."""
    holder = house_of(door)
    index: dict[str, set[bytes]] = {}
    for name, text in wanted:
        made = holder.tags(name, [text])[0]
        index.setdefault(name, set()).add(made[0].tag)
    found: dict[str, set[bytes]] = {}
    for name, tag in rows(
        "SELECT index, tag FROM keystore.blind_index WHERE subject = %s", subject
    ):
        found.setdefault(name, set()).add(bytes(tag))
    assert found == index


def house_of(door: Door) -> LocalHolder:
    holder = door.vault._holder
    assert isinstance(holder, LocalHolder)
    return holder


def who(door: Door, **details: str | tuple[str, ...]) -> list[UUID]:
    asked = [
        Detail(
            name.replace("_", "-"),
            tuple(map(Personal, (given,) if isinstance(given, str) else given)),
        )
        for name, given in details.items()
    ]
    with door.act(person(NOBODY), NOW) as act:
        return indexing.who(act.vault, act.cursor, asked)


def anew(act: Act, subject: UUID) -> int:
    return indexing.index_anew(act._work, subject)


def correct(door: Door, subject: UUID, **changes: str) -> None:
    new = {item.replace("_", "-"): Personal(value) for item, value in changes.items()}
    with door.act(person(subject), NOW) as act:
        done = act.correct(Correcting(subject, "C1", new, "web"))
    assert isinstance(done, Corrected), done


# -- joining --------------------------------------------------------------------------------------


def test_who_joins_is_found_by_all_that_is_declared(door: Door, policy: Policy) -> None:
    subject = joined(door, asked=joining(licence=LICENCE))
    tags(door, subject, expected(policy, VALUES | {"license-number": LICENCE}))
    assert who(door, mobile_phone_last_four="2345") == [subject]
    assert who(door, birth_date_and_name=("1990-02-03", "가온누리")) == [subject]
    assert who(door, birth_date_and_name=("1990.2.3", " 가온 누리 ")) == [subject]


@pytest.mark.parametrize(
    "other",
    [("1990-02-03", "가온누"), ("1990-02-04", "가온누리"), ("", "가온누리"), ("1990-02-03", "")],
)
def test_both_of_a_birth_date_and_a_name_must_be_right(door: Door, other: tuple[str, str]) -> None:
    joined(door)
    assert who(door, birth_date_and_name=other) == []


def test_details_narrow_each_other(door: Door) -> None:
    """Four digits are shared by many; the birth date and the name tell them apart."""
    one = joined(door)
    two = joined(door, asked=joining(login_id="other.one", personal_name="나래누리"))
    three = joined(door, asked=joining(login_id="third.one", mobile_phone="01099992345"))
    birth = ("1990-02-03", "가온누리")
    assert who(door, mobile_phone_last_four="2345") == sorted((one, two, three))
    assert who(door, birth_date_and_name=birth) == sorted((one, three))
    assert who(
        door, mobile_phone_last_four="2345", birth_date_and_name=("1990-02-03", "나래누리")
    ) == [two]
    assert who(door, mobile_phone="010-9999-2345", birth_date_and_name=birth) == [three]
    assert who(door) == []


def test_where_the_name_is_another_persons_it_is_not_indexed(door: Door, policy: Policy) -> None:
    """At C7 somebody books for another: the birth date is the patient's, the name is not."""
    held = {"personal-name": "가온누리", "date-of-birth": "1990-02-03"}
    assert ("birth-date-and-name", "1990-02-03\x1f가온누리") in expected(policy, held, "C1")
    assert expected(policy, held, "C7") == set()


def test_a_tag_of_two_units_names_the_first(door: Door) -> None:
    subject = joined(door, asked=joining(licence=LICENCE))
    unit_of = dict(rows("SELECT item, unit FROM vault.item WHERE subject = %s", subject))
    assert unit_of["date-of-birth"] != unit_of["license-number"]
    row = [found for found in written(subject) if found[0] == OF_TWO_UNITS]
    assert [(item, unit) for _, _, item, unit in row] == [
        ("date-of-birth", unit_of["date-of-birth"])
    ]


# -- correcting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"personal-name": "나래누리"},
        {"date-of-birth": "1991-03-04"},
        {"personal-name": "나래누리", "date-of-birth": "1991-03-04"},
        {"mobile-phone": "01011112222"},
        {"license-number": "B-9"},
        {"license-number": "B-9", "date-of-birth": "1991-03-04"},
        {"gender": "male"},
    ],
)
def test_a_correction_moves_every_index_that_it_touches(
    door: Door, policy: Policy, change: dict[str, str]
) -> None:
    subject = joined(door, asked=joining(licence=LICENCE))
    before = VALUES | {"license-number": LICENCE}
    correct(door, subject, **change)
    tags(door, subject, expected(policy, before | change))


def test_a_unique_value_stays_one_persons_when_it_is_corrected(door: Door) -> None:
    joined(door)
    other = joined(door, asked=joining(login_id="other.one"))
    with pytest.raises(ValueTaken):
        correct(door, other, login_id="gaon.nuri")
    assert len(who(door, login_id="gaon.nuri")) == 1


# -- erasing --------------------------------------------------------------------------------------


def test_a_tag_of_two_units_goes_with_the_second(door: Door, policy: Policy) -> None:
    """P66, P68: the licence is gone, and nothing that it could be tried out by stays."""
    subject = joined(door, asked=joining(licence=LICENCE))
    consents = [c.id for c in door.consents(subject) if c.consent.item == "license-number"]
    with door.act(person(subject), NOW) as act:
        done = act.withdraw(Withdrawing(subject, frozenset(consents), "CH2"))
    assert isinstance(done, Withdrawn)
    assert done.erased == {"license-number"}
    tags(door, subject, expected(policy, VALUES))


def test_an_emptied_item_takes_its_tags_along(door: Door, policy: Policy) -> None:
    subject = joined(door, asked=joining(licence=LICENCE))
    correct(door, subject, license_number="")
    tags(door, subject, expected(policy, VALUES))


def test_who_leaves_is_found_by_nothing(door: Door) -> None:
    subject = joined(door, asked=joining(licence=LICENCE))
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, "web")), Left)
    assert written(subject) == []


def test_units_that_go_by_themselves_leave_no_part_of_a_tag(door: Door, policy: Policy) -> None:
    """As when many people's units are destroyed at once: tags die with their own unit only."""
    subject, stays = (
        joined(door, asked=joining(licence=LICENCE)),
        joined(door, asked=joining(licence="C-1", login_id="other.one")),
    )
    ((unit,),) = rows(
        "SELECT unit FROM vault.item WHERE subject = %s AND item = 'license-number'", subject
    )
    with door.act(person(subject), NOW) as act:
        mass.destroy_many(act.cursor, [subject], [unit], NOW)
        indexing.drop_partial(act._work, [subject, stays])
    tags(door, subject, expected(policy, VALUES))
    other = VALUES | {"license-number": "C-1", "login-id": "other.one"}
    tags(door, stays, expected(policy, other))


# -- anything, in any order -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_index_is_what_is_held_whatever_happens(door: Door, policy: Policy, seed: int) -> None:
    lot = random.Random(seed)
    people: dict[UUID, dict[str, str]] = {}
    for number in range(2):
        subject = joined(door, asked=joining(licence=LICENCE, login_id=f"member.{number}"))
        people[subject] = VALUES | {"license-number": LICENCE, "login-id": f"member.{number}"}
    for step in range(8):
        subject = lot.choice(list(people))
        held = people[subject]
        if not held:
            continue
        _happen(door, lot, subject, held, step)
        for each, holds in people.items():
            tags(door, each, expected(policy, holds))


def _happen(door: Door, lot: random.Random, subject: UUID, held: dict[str, str], step: int) -> None:
    match lot.choice(["correct", "correct", "empty", "withdraw", "anew", "leave"]):
        case "correct":
            item = lot.choice(["personal-name", "date-of-birth", "mobile-phone", "license-number"])
            if item in held:
                value = {
                    "personal-name": f"나래{'가나다라마바사아'[step]}",
                    "date-of-birth": f"1970-01-{step + 1:02}",
                    "mobile-phone": f"0105551{step:04}",
                    "license-number": f"L-{step}",
                }[item]
                correct(door, subject, **{item: value})
                held[item] = value
        case "empty" if "license-number" in held:
            correct(door, subject, license_number="")
            del held["license-number"]
        case "withdraw":
            given = [c for c in door.consents(subject) if c.consent.item == "license-number"]
            with door.act(person(subject), NOW) as act:
                act.withdraw(Withdrawing(subject, frozenset(c.id for c in given), "CH2"))
            held.pop("license-number", None)
        case "anew":
            with door.act(person(subject), NOW) as act:
                assert anew(act, subject) == 0
        case "leave":
            with door.act(person(subject), NOW) as act:
                act.leave(Leaving(subject, "web"))
            held.clear()


# -- made anew ------------------------------------------------------------------------------------


def missing(door: Door, policy: Policy, since: UUID = NOBODY, most: int = 100) -> list[UUID]:
    with door.act(person(NOBODY), NOW) as act:
        return indexing.missing(act.cursor, policy, since, most)


def test_people_from_before_an_index_was_declared_are_missing_until_made_anew(
    door: Door, policy: Policy
) -> None:
    """A house that declares another index, and one whose copy of the index was lost."""
    people = sorted(joined(door, asked=joining(login_id=f"member.{n}")) for n in range(3))
    assert missing(door, policy) == []
    rows_before = [written(subject) for subject in people]
    rows("DELETE FROM keystore.blind_index WHERE index = 'birth-date-and-name' RETURNING 1")
    assert missing(door, policy) == people
    assert missing(door, policy, most=2) == people[:2]
    assert missing(door, policy, since=people[1]) == people[2:]
    for subject in people:
        with door.act(person(subject), NOW) as act:
            assert anew(act, subject) == 0
    assert missing(door, policy) == []
    assert [written(subject) for subject in people] == rows_before


def test_tags_of_a_later_value_and_of_no_declared_index_go(door: Door, policy: Policy) -> None:
    """An older copy of the data under today's key store: its tags are of values that came later."""
    subject = joined(door)
    later = house_of(door).tags("email", ["later@example.com"])[0][0]
    rows(
        "UPDATE keystore.blind_index SET tag = %s WHERE subject = %s AND index = 'email' "
        "RETURNING 1",
        later.tag,
        subject,
    )
    rows(
        "INSERT INTO keystore.blind_index (subject, index, generation, tag, record, item, unit) "
        "SELECT subject, 'shoe-size', 1, tag, record, 'shoe-size', unit FROM keystore.blind_index "
        "WHERE subject = %s AND index = 'email' RETURNING 1",
        subject,
    )
    assert missing(door, policy) == [subject]
    with door.act(person(subject), NOW) as act:
        assert anew(act, subject) == 0
    tags(door, subject, expected(policy, VALUES))
    assert missing(door, policy) == []


def test_a_part_that_did_not_come_back_takes_its_tag_along(door: Door, policy: Policy) -> None:
    """After a restore: the unit of the licence was erased since, the tag names the other one."""
    subject = joined(door, asked=joining(licence=LICENCE))
    gone = "DELETE FROM vault.item WHERE subject = %s AND item = 'license-number' RETURNING 1"
    assert rows(gone, subject) == [(1,)]
    assert missing(door, policy) == [subject]
    with door.act(person(subject), NOW) as act:
        assert anew(act, subject) == 0
    tags(door, subject, expected(policy, VALUES))
    assert missing(door, policy) == []


def test_what_does_not_open_keeps_its_tag_and_is_counted(door: Door, policy: Policy) -> None:
    subject = joined(door, asked=joining(licence=LICENCE))
    before = written(subject)
    rows(
        "UPDATE vault.item SET sealed = '\\x00' WHERE subject = %s AND item = 'license-number' "
        "RETURNING 1",
        subject,
    )
    with door.act(person(subject), NOW) as act:
        assert anew(act, subject) == 1
    assert written(subject) == before
    tags(door, subject, expected(policy, VALUES | {"license-number": LICENCE}))


def test_who_is_not_there_has_nothing_to_make(door: Door) -> None:
    with door.act(person(NOBODY), NOW) as act:
        assert anew(act, uuid4()) == 0


# -- who was told of what -------------------------------------------------------------------------


def test_a_vault_that_was_not_told_writes_what_it_knows_and_does_not_make_anew(
    door: Door, policy: Policy
) -> None:
    plain = Vault(policy.meta.id, house_of(door))
    less = Door(house.loaded(), house.law(), plain, house.blobs())
    subject = joined(less)
    assert {index for index, *_ in written(subject)} == {"email", "login-id", "mobile-phone"}
    with pytest.raises(UnknownIndex), less.act(person(subject), NOW) as act:
        anew(act, subject)
    with pytest.raises(UnknownIndex):
        who(less, mobile_phone_last_four="2345")


def test_the_holder_makes_no_key_for_a_name_that_nobody_declared(door: Door) -> None:
    before = rows("SELECT page FROM keystore.page ORDER BY 1")
    with pytest.raises(UnknownIndex):
        house_of(door).tags("resident-registration-number", ["x"])
    assert rows("SELECT page FROM keystore.page ORDER BY 1") == before


def test_the_vaults_kinds_are_those_of_the_policy(policy: Policy) -> None:
    kinds = indexing.kinds(policy)
    assert kinds["mobile-phone-last-four"] is Kind.LAST_FOUR
    assert [*kinds] == [each.id for each in desk.indexes(policy)]
    assert indexing.unique(policy) == (("login-id", "login-id"),)
