"""A refused value becomes a fault that names its field and how to write it, in both languages."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, Field, ValidationError

from keepword.foundation.building import Explain, build, faults_of
from keepword.foundation.errors import Fault, Message
from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import Duration, Node, Slug, Text, Verbatim
from keepword.foundation.refusal import Refusal, Words
from keepword.foundation.shapes import field_names, model_at, required_names


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Leaf(Node):
    id: Annotated[str, Field(pattern=r"^(PU|CK)[1-9]\d*$")]
    kind: Colour = Field(alias="class", default=Colour.RED)


class Tree(Node):
    name: Text
    slug: Slug
    leaves: tuple[Leaf, ...] = Field(min_length=1)
    count: Annotated[int, Field(gt=0, le=24)]
    day: date
    lasts: Duration | None = None
    phone: Verbatim
    hours: dict[Colour, Literal["yes", "no"]] = Field(default_factory=dict)
    evergreen: bool = False
    felled: AwareDatetime | None = None
    tags: frozenset[str] = frozenset()


GOOD: dict[str, Any] = {
    "name": {"en": "Oak", "ko": "참나무"},
    "slug": "oak",
    "leaves": [{"id": "PU1", "class": "green"}],
    "count": 3,
    "day": "2021-01-14",
    "lasts": "3 years",
    "phone": "118",
    "hours": {"red": "yes"},
}


def where(path: Path) -> tuple[str, int]:
    return "/".join(map(str, path)), 7


def refused(change: dict[str, Any], explain: Explain | None = None) -> list[Fault]:
    built = build(Tree, {**GOOD, **change}, where, explain)
    assert not isinstance(built, Tree)
    return list(built)


def test_a_good_value_is_built() -> None:
    built = build(Tree, GOOD, where)
    assert isinstance(built, Tree)
    assert built.leaves[0].kind is Colour.GREEN


# the change, where it is refused, the code, and what the remedy says in both languages
REFUSED: tuple[tuple[str, dict[str, Any], str, str, str], ...] = (
    ("no day", {"day": None}, "day", "empty", ""),
    ("no calendar day", {"day": "2021-02-30"}, "day", "bad-date", "2021-01-14"),
    ("a day in words", {"day": "tomorrow"}, "day", "bad-date", "2021-01-14"),
    ("a list for a day", {"day": []}, "day", "bad-date", "2021-01-14"),
    ("a moment for a day", {"day": "2021-01-14T09:00"}, "day", "bad-date", "2021-01-14"),
    ("a time without zone", {"felled": "2021-01-14T09:00"}, "felled", "bad-date", "+09:00"),
    ("no time", {"felled": "soon"}, "felled", "bad-date", "+09:00"),
    ("no number", {"count": "many"}, "count", "bad-number", "24"),
    ("part of a number", {"count": 1.5}, "count", "bad-number", "24"),
    ("an endless number", {"count": float("inf")}, "count", "bad-number", "24"),
    ("too little", {"count": 0}, "count", "out-of-range", "0"),
    ("too much", {"count": 25}, "count", "out-of-range", "24"),
    ("no period", {"lasts": "soon"}, "lasts", "bad-period", "6 months"),
    ("a bare period", {"lasts": 3}, "lasts", "bad-period", "6 months"),
    ("a period of zero", {"lasts": "0 days"}, "lasts/count", "bad-period", "6 months"),
    ("a period's unit", {"lasts": {"count": 1}}, "lasts/unit", "bad-period", "6 months"),
    ("a number for text", {"phone": 118}, "phone", "wrong-type", 'phone: "…"'),
    ("a number in a list", {"tags": [1]}, "tags/0", "wrong-type", 'tags: ["…"]'),
    ("a text for a list", {"tags": "a"}, "tags", "wrong-type", "tags: [ … ]"),
    ("a text for a group", {"name": "Oak"}, "name", "wrong-type", "{en: …, ko: …}"),
    ("a text for a node", {"leaves": ["PU1"]}, "leaves/0", "wrong-type", "{id: …}"),
    ("no Korean", {"name": {"en": "Oak"}}, "name/ko", "missing-language", "ko:"),
    ("empty Korean", {"name": {"en": "A", "ko": ""}}, "name/ko", "missing-language", "ko:"),
    ("no members", {"leaves": []}, "leaves", "empty", ""),
    ("no id", {"leaves": [{}]}, "leaves/0/id", "missing-field", "id:"),
    ("another id", {"leaves": [{"id": "X1"}]}, "leaves/0/id", "bad-id", "PU1, CK1"),
    ("another slug", {"slug": "Oak Tree"}, "slug", "bad-id", "mobile-phone"),
    ("a near choice", {"leaves": [{"id": "PU1", "class": "gren"}]}, "leaves/0/class",
     "not-a-choice", "'green'"),
    ("no choice", {"leaves": [{"id": "PU1", "class": 3}]}, "leaves/0/class", "not-a-choice",
     "red, green"),
    ("a bare yes", {"hours": {"red": True}}, "hours/red", "not-a-choice", '"yes"'),
    ("a key", {"hours": {"gren": "no"}}, "hours/gren", "not-a-choice", "'green'"),
    ("a flag", {"evergreen": "perhaps"}, "evergreen", "not-a-choice", "true"),
    ("a near field", {"leaves": [{"id": "PU1", "clas": "red"}]}, "leaves/0/clas",
     "unknown-field", "'class'"),
    ("another field", {"leaves": [{"id": "PU1", "zzz": 1}]}, "leaves/0/zzz", "unknown-field",
     "id, class"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "path", "code", "remedy"),
    [case[1:] for case in REFUSED],
    ids=[c[0] for c in REFUSED],
)
def test_a_refusal_names_place_code_and_remedy(
    change: dict[str, Any], path: str, code: str, remedy: str
) -> None:
    (fault,) = refused(change)
    assert (fault.file, fault.line, fault.code) == (path, 7, code)
    assert remedy in fault.remedy.en
    assert remedy in fault.remedy.ko
    names = [step for step in path.split("/") if not step.isdigit()]
    assert {names[0], names[-1]} & set(re.findall(r"[a-z]+", fault.message.en))
    assert re.search("[가-힣]", fault.message.ko)


def test_a_list_whose_members_are_refused_is_not_called_empty() -> None:
    assert [fault.code for fault in refused({"leaves": [{"id": "nothing"}]})] == ["bad-id"]


def test_without_echo_no_given_value_is_repeated() -> None:
    secret = "900101-1234567"
    changes: list[dict[str, Any]] = [
        {"slug": secret}, {"day": secret}, {"count": secret}, {"evergreen": secret},
        {"hours": {"red": secret}}, {"phone": [secret]}, {"lasts": secret}, {"leaves": secret},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(ValidationError) as error:
            Tree.model_validate({**GOOD, **change})
        (fault,) = faults_of(error.value.errors(), Tree, where, echo=False)
        assert secret not in fault.say("en") + fault.say("ko")


def test_a_caller_may_word_a_refusal_better() -> None:
    def explain(refusal: Refusal) -> Words | None:
        if refusal.name != "slug":
            return None
        return "bad-tree", Message("No tree.", "나무가 아닙니다."), Message("Plant.", "심으세요.")

    faults = refused({"slug": "No", "count": "many"}, explain)
    assert [fault.code for fault in faults] == ["bad-tree", "bad-number"]


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ((), Tree),
        (("name",), Text),
        (("leaves", 0), Leaf),
        (("lasts",), Duration),
        (("leaves",), None),
        (("hours", "red"), None),
        (("slug",), None),
        (("nothing", 3, "at all"), None),
    ],
)
def test_a_path_leads_to_the_node_that_is_wanted_there(
    path: Path, model: type[Node] | None
) -> None:
    assert model_at(Tree, path) is model


def test_fields_are_named_as_they_are_written() -> None:
    assert field_names(Leaf) == ("id", "class")
    assert required_names(Leaf) == ("id",)
