"""YAML is read with the line of every value, and refused with a line and never by a crash."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.errors import Fault, PolicyNotLoadable
from keepword.foundation.marked_yaml import Path, read_yaml

TEXT = """\
# a comment
name: {en: "One", ko: "하나"}
many:
- first: 1
  second: yes
- &again {third: 2021-01-14}
- *again
folded: >
  a longer
  text
"""


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PolicyNotLoadable) as refused:
        read_yaml("file.yaml", text)
    return refused.value.faults


def test_values_are_those_of_yaml_but_dates_stay_text() -> None:
    assert read_yaml("file.yaml", TEXT).value == {
        "name": {"en": "One", "ko": "하나"},
        "many": [{"first": 1, "second": True}, {"third": "2021-01-14"}, {"third": "2021-01-14"}],
        "folded": "a longer text\n",
    }


PLACES: tuple[tuple[Path, int], ...] = (
    (("name",), 2),
    (("name", "ko"), 2),
    (("many",), 3),
    (("many", 0, "first"), 4),
    (("many", 0, "second"), 5),
    (("many", 1), 6),
    (("many", 2), 6),  # an alias is mended where its anchor stands
    (("folded",), 8),
    (("many", 0, "fourth"), 4),  # what is missing is looked for in what should hold it
    (("nowhere", 0, "at all"), 2),
    ((), 2),
)


@pytest.mark.parametrize(("path", "line"), PLACES)
def test_a_path_has_the_line_it_stands_on_or_that_of_what_holds_it(path: Path, line: int) -> None:
    assert read_yaml("file.yaml", TEXT).line(path) == line


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\ufeff"])
def test_a_file_without_values_is_an_empty_group(text: str) -> None:
    assert read_yaml("file.yaml", text).value == {}


REFUSED = {
    "brackets deeper than any policy": ("[" * 200_000 + "]" * 200_000, "too-deep"),
    "lists within lists by dashes": ("- " * 200_000, "too-deep"),
    "brackets too deep but few": ("[" * 100 + "]" * 100, "too-deep"),
    "a list that holds itself": ("&a [*a]", "too-deep"),
    "a small file that stands for a vast one": (
        "a: &a [" + "1, " * 99 + "1]\n" + "".join(
            f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefg")
        ),
        "too-large",
    ),
    "a whole number that the tag belies": ("a: !!int x", "strange-value"),
    "a number without end": (f"a: {'9' * 5000}", "strange-value"),
    "a tag of its own": ("a: !mine x", "strange-value"),
    "a list for a name": ("? [a, b]\n: c\n", "not-a-name"),
    "a lone half of a surrogate pair": ("a: \ud800", "unseen-character"),
    "a bell": ("a: \x07", "unseen-character"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_place_in_a_policy_is_refused(text: str, code: str) -> None:
    faults = faults_of(text)
    assert {fault.code for fault in faults} == {code}
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults)


def test_every_doubled_name_is_told() -> None:
    faults = faults_of("a: 1\nb: {c: 1, c: 2}\na: 2\n")
    assert [(fault.line, fault.message.en) for fault in faults] == [
        (2, "'c' stands twice here."),
        (3, "'a' stands twice here."),
    ]


def test_a_character_that_nobody_sees_is_told_on_each_line_it_stands_on() -> None:
    assert [f.line for f in faults_of("a: x\u2028y\nb: z\nc: \x00\x00\n")] == [1, 3]


@given(st.text() | st.text(st.sampled_from("[]{}:,-'\"|>&*!#%@`?\\ \t\n0aㄱ<=."), max_size=60))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    try:
        read_yaml("file.yaml", text)
    except PolicyNotLoadable as error:
        for fault in error.faults:
            assert 1 <= fault.line <= len(text.splitlines()) or not text
            assert fault.message.ko
            assert fault.remedy.ko


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.from_regex(r"x[a-z]{0,7}", fullmatch=True), PLAIN, max_size=4))
def test_what_yaml_writes_is_read_as_it_was(value: dict[str, object]) -> None:
    assert read_yaml("file.yaml", yaml.safe_dump(value)).value == value
