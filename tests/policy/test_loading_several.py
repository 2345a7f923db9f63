"""Many faults at once are all named, by file and line; and no text makes the loader stumble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepword.foundation.errors import Fault, PolicyNotLoadable
from keepword.policies import library
from keepword.policy.loading import load
from tests.policy.broken import CASES, broken, place
from tests.policy.test_loading import TEXTS

BY_NAME = {case.name: case for case in CASES}
SEVERAL = {
    "of form, two files unreadable": (
        "a quote is not closed at the end of its line",
        "a tab indents a line",
        "a doubled key",
        "a text without its Korean",
        "an id of another form",
        "a date in another order",
        "a flag that is neither true nor false",
        "a telephone number without quotes",
        "a period that cannot be read",
        "a purpose of no family",
        "a yes without quotes",
        "a mark is not closed",
        "two kinds in a block",
        "a prose file is missing",
    ),
    "of form, the table among them": (
        "a head that lacks a column",
        "a chapter is misspelt",
        "a chapter in two files",
        "a value that is not among the choices",
        "a principle that no decision rests on",
        "a field that belongs elsewhere",
        "prose in another language than its file's name",
    ),
    "of sense": (
        "an unknown item",
        "an unknown channel",
        "an unknown clause",
        "an unknown reading",
        "an unknown statutory schedule",
        "an unknown public body",
        "a doubled channel",
        "a doubled service",
        "a point without items",
        "a rule without period",
        "an item without a purpose beside one that has its own",
        "in force before it is announced",
        "a service that ends with itself",
        "a doubled id",
        "a mark of a clause that is not there",
        "a binding to a field that is not there",
        "a list without a format",
        "a line of items that lists none",
        "a section stands twice",
    ),
}


def refusal(files: Mapping[str, str]) -> tuple[Fault, ...]:
    """The faults of `files`; none if they load."""
    try:
        load(files, library.laws())
    except PolicyNotLoadable as error:
        return error.faults
    return ()


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_all_faults_are_named_at_once_by_file_and_line(names: tuple[str, ...]) -> None:
    files = dict(TEXTS)
    for name in names:
        files = broken(files, BY_NAME[name])
    faults = refusal(files)
    wanted = Counter(
        (*place(files, BY_NAME[name], expected), expected.code)
        for name in names
        for expected in BY_NAME[name].faults
    )
    assert Counter((f.file, f.line, f.code) for f in faults) == wanted
    assert [(f.file, f.line) for f in faults] == sorted((f.file, f.line) for f in faults)


def test_the_refusal_reads_as_a_list_of_places_and_remedies() -> None:
    files = broken(broken(TEXTS, BY_NAME["an unknown item"]), BY_NAME["an unknown channel"])
    with pytest.raises(PolicyNotLoadable) as refused:
        load(files, library.laws())
    for language in ("ko", "en"):
        lines = refused.value.message.say(language).splitlines()
        assert len(lines) == 2
        assert all(line.startswith("collection.yaml:") for line in lines)
        assert "'card-issuer'" in lines[0]
        assert "'CH8'" in lines[1]


# -- no text makes the loader stumble ---------------------------------------------------------

FILES = sorted(TEXTS)
SIGNS = st.text(st.sampled_from("[]{}:,-'\"|>&*!#%@`?\\ \t\n0aㄱP.<"), max_size=12)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, str]:
    """The Asan texts with one line removed, doubled, moved, re-indented or overwritten."""
    name = draw(st.sampled_from(FILES))
    lines = TEXTS[name].split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    cut = draw(st.integers(0, len(line)))
    other = TEXTS[draw(st.sampled_from(FILES))].split("\n")
    lines[at : at + 1] = draw(
        st.sampled_from(
            [
                [],
                [line, line],
                lines[at : at + 2][::-1],
                ["  " + line],
                [line.removeprefix("  ")],
                ["\t" + line],
                [line[:cut]],
                [line[cut:]],
                [line[:cut] + draw(SIGNS) + line[cut:]],
                [draw(st.sampled_from(other))],
                [line.replace(": ", ": [", 1)],
                [line.partition(":")[0] + ": " + draw(SIGNS)],
            ]
        )
    )
    return {**TEXTS, name: "\n".join(lines)}


def assert_well_refused(files: Mapping[str, str]) -> None:
    """Either `files` load, or every fault names a place there is and says how to mend it."""
    faults = refusal(files)
    assert len(set(faults)) == len(faults)
    for fault in faults:
        missing = fault.code in ("no-prose", "missing-chapter")
        assert fault.file in files or missing, fault
        last = len(files.get(fault.file, "").split("\n"))
        assert 0 <= fault.line <= last, fault
        for message in (fault.message, fault.remedy):
            assert message.en.strip(), fault
            assert message.ko.strip(), fault


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_damaged_line_is_refused_with_a_place_or_does_no_harm(files: dict[str, str]) -> None:
    assert_well_refused(files)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*FILES, "more.yaml", "more.csv", "notes.txt"]),
        st.text() | SIGNS | st.text(st.sampled_from('policy: [{}]-ab\n ,"'), max_size=200),
    )
)
def test_any_files_whatever_are_refused_with_a_place(files: dict[str, str]) -> None:
    assert_well_refused(files)
    assert refusal(files)
