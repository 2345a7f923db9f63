"""What people are found by is declared, fits the policy, or is refused by file and line (P82)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import keepword.policies
from keepword.foundation.errors import Fault, PolicyNotLoadable, UnknownId
from keepword.policies import desk, library
from keepword.policies.indexes import IndexKind, by_ids
from keepword.policy.model.vocabulary import ItemClass

POLICY = library.load("asan").policy
TEXT = (Path(keepword.policies.__file__).parent / "asan" / desk.INDEXES).read_text("utf-8")
BOOK = desk.indexes(POLICY)
HANGUL = re.compile(r"[가-힣]")
OTHERS = Path(__file__).parent


# -- the hospital's own ---------------------------------------------------------------------------


def test_the_hospital_lists_what_its_desk_works_with() -> None:
    assert {each.id: (each.canonical, each.names) for each in BOOK} == {
        "hospital-registration-number": ("exact-digits", ("hospital-registration-number",)),
        "mobile-phone": ("exact-digits", ("mobile-phone",)),
        "email": ("exact-folded", ("email",)),
        "login-id": ("exact-folded", ("login-id",)),
        "mobile-phone-last-four": ("last-four", ("mobile-phone",)),
        "birth-date-and-name": ("birth-date-and-name", ("date-of-birth", "personal-name")),
    }
    assert [each.id for each in BOOK.unique] == ["login-id"]


def test_a_birth_date_and_a_name_meet_only_where_they_are_one_persons() -> None:
    """C7: somebody books for another; C13 has no name that the index is made of."""
    index = BOOK.index("birth-date-and-name")
    at = {p.id for p in POLICY.points if index.at(p.id) and set(index.names) <= set(p.items())}
    assert at == {"C1", "C2", "C12"}


def test_nobody_is_found_by_what_the_law_keeps_apart() -> None:
    """PIPA 23, 24, 24-2; P81."""
    kinds = {POLICY.item_index[item].kind for each in BOOK for item in each.names}
    assert kinds == {ItemClass.ORDINARY}


def test_indexes_are_found_by_id_and_by_what_they_are_made_of() -> None:
    assert [BOOK.index(name) for name in BOOK.names] == list(BOOK)
    assert [each.id for each in BOOK.over("mobile-phone")] == [
        "mobile-phone",
        "mobile-phone-last-four",
    ]
    assert BOOK.over("gender") == ()
    with pytest.raises(UnknownId, match="nothing"):
        BOOK.index("nothing")


def test_labels_are_there_in_both_languages() -> None:
    for each in BOOK:
        assert HANGUL.search(each.label.ko)
        assert not HANGUL.search(each.label.en)


def test_a_policy_is_read_once() -> None:
    assert desk.indexes(POLICY) is BOOK


# -- hospitals that list none ---------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["meadow", "least"])
def test_a_hospital_without_such_items_has_no_index(folder: str) -> None:
    assert list(desk.indexes(library.load_folder(OTHERS / folder).policy)) == []


def test_without_a_list_the_ids_of_items_say_what_is_exact_and_nothing_wider_is() -> None:
    book = by_ids(POLICY)
    assert {each.kind for each in book} == {IndexKind.EXACT}
    listed = {each.id: (each.names, each.canonical, each.unique) for each in BOOK}
    for each in book:
        assert (each.names, each.canonical, each.unique) == listed[each.id]
    assert [each.id for each in book] == [e.id for e in BOOK if e.kind is IndexKind.EXACT]


def test_a_list_that_is_empty_is_one() -> None:
    assert list(desk.indexes_of(POLICY, "indexes: []\n")) == []


# -- refusals -------------------------------------------------------------------------------------


def refused(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PolicyNotLoadable) as error:
        desk.indexes_of(POLICY, text)
    return error.value.faults


PHONE = "items: [{item: mobile-phone, text: digits}]"
BOTH = "items: [{item: date-of-birth, text: date}, {item: personal-name, text: folded}]"


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("- id: email", "- id: mobile-phone", "doubled-id", "'mobile-phone'"),
        ("- id: email", "- id: E-Mail", "bad-id", "E-Mail"),
        ("item: email,", "item: e-mail,", "unknown-id", "'email'"),
        ("item: email,", "item: password,", "never-indexed", "'password'"),
        ("item: email,", "item: resident-registration-number,", "never-indexed", "registration"),
        ("item: email,", "item: health-data,", "never-indexed", "'health-data'"),
        ("item: email,", "item: disability,", "never-indexed", "'disability'"),
        ("kind: last-four", "kind: last-five", "not-a-choice", "'last-four'"),
        ("text: folded}]\n  unique", "text: upper}]\n  unique", "not-a-choice", "folded"),
        (f"last-four\n  {PHONE}", f"last-four\n  {PHONE.replace('digits', 'folded')}",
         "index-parts", "digits"),
        (f"last-four\n  {PHONE}", f"last-four\n  {BOTH}", "index-parts", "digits"),
        (f"exact\n  {PHONE}", f"exact\n  {BOTH}", "index-parts", "one item"),
        (f"exact\n  {PHONE}", "exact\n  items: []", "empty", "'items'"),
        (BOTH, "items: [{item: personal-name, text: folded}, {item: date-of-birth, text: date}]",
         "index-parts", "in this order"),
        (BOTH, "items: [{item: date-of-birth, text: date}]", "index-parts", "in this order"),
        (f"last-four\n  {PHONE}", f"last-four\n  {PHONE}\n  unique: true", "unique-index", "exact"),
        ("points: [C1, C2, C12]", "points: [C1, C99]", "unknown-id", "'C99'"),
        ("points: [C1, C2, C12]", "points: [C1, C8]", "index-not-collected", "C8"),
        (f"{BOTH}\n  points: [C1, C2, C12]",
         "items: [{item: date-of-birth, text: date}, {item: guardian-name, text: folded}]",
         "index-not-collected", "'guardian-name'"),
        ("  unique: true", "  unikue: true", "unknown-field", "'unique'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_line(old: str, new: str, code: str, told: str) -> None:
    assert TEXT.count(old) >= 1
    text, first = TEXT.replace(old, new, 1), TEXT[: TEXT.index(old)].count("\n") + 1
    faults = [fault for fault in refused(text) if fault.code == code]
    assert faults, [fault.code for fault in refused(text)]
    (fault, *_) = faults
    assert fault.file == desk.INDEXES
    assert told in fault.say("en")
    assert HANGUL.search(fault.message.ko)
    assert HANGUL.search(fault.remedy.ko)
    assert first <= fault.line <= first + new.count("\n")


def test_what_is_no_yaml_is_refused() -> None:
    (fault,) = refused("indexes: [\n")
    assert fault.file == desk.INDEXES
