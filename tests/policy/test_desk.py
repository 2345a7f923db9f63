"""A hospital's formats and tasks fit its policy, or are refused by file and line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import keepword.policies
from keepword.foundation.errors import Fault, PolicyNotLoadable, UnknownId
from keepword.foundation.nodes import Text
from keepword.foundation.personal import Personal
from keepword.policies import desk, library
from keepword.policy.model.vocabulary import ItemClass, Need
from keepword.policy.values import Format, canonical

POLICY = library.load("asan").policy
FOLDER = Path(keepword.policies.__file__).parent / "asan"
FORMATS, TASKS = desk.formats("asan"), desk.tasks("asan")
FORMATS_TEXT = (FOLDER / desk.FORMATS).read_text("utf-8")
TASKS_TEXT = (FOLDER / desk.TASKS).read_text("utf-8")
TODAY = date(2026, 5, 23)

HANGUL = re.compile(r"[가-힣]")


# -- formats --------------------------------------------------------------------------------------


def test_every_item_of_every_point_has_a_format_of_its_own() -> None:
    asked = {item for point in POLICY.points for item in point.items()}
    listed = set(re.findall(r"item: ([a-z0-9-]+)", FORMATS_TEXT))
    assert asked <= listed
    assert set(FORMATS) == set(POLICY.item_index)
    assert all(item == fmt.item for item, fmt in FORMATS.items())


@pytest.mark.parametrize(
    ("item", "typed", "kept"),
    [
        ("member-type", "registered-patient", "registered-patient"),
        ("personal-name", "김 하늘", "김 하늘"),
        ("login-id", "Haneul01", "haneul01"),
        ("password", "four odd words", "four odd words"),
        ("gender", "female", "female"),
        ("date-of-birth", "1990.1.2", "1990-01-02"),
        ("mobile-phone", "010-0123-4567", "01001234567"),
        ("email", "haneul@Example.com", "haneul@example.com"),
        ("mail-consent", "yes", "yes"),
        ("license-number", "12345", "12345"),
        ("employee-number", "123456", "123456"),
        ("hospital-registration-number", "30000001", "30000001"),
        ("resident-registration-number", "900101-1234560", "9001011234560"),
        ("date-of-treatment", "2026-06-01", "2026-06-01"),
        ("card-number", "0000 1111 2222 3333", "0000 1111 2222 3333"),
        ("guardian-contact", "02-300-0123", "023000123"),
    ],
)
def test_an_item_is_kept_in_its_form(item: str, typed: str, kept: str) -> None:
    assert canonical(FORMATS[item], typed, TODAY) == Personal(kept)


def test_conditional_items_of_c1_have_a_member_type_that_lets_them_apply() -> None:
    """P47: licence, employee and registration numbers appear after the matching member type."""
    given = {choice.role for choice in FORMATS["member-type"].choices}
    needed = {condition.role for condition in POLICY.conditions}
    assert given == needed | {None}


def test_formats_ask_for_what_they_can_take() -> None:
    for fmt in FORMATS.values():
        assert fmt.inputmode in {"", "numeric", "decimal", "tel", "email"}
        for choice in fmt.choices:
            assert canonical(fmt, choice.id, TODAY) == Personal(choice.id)


def test_credentials_and_nothing_else_are_passwords() -> None:
    """P81."""
    for item in POLICY.items:
        is_password = FORMATS[item.id].format is Format.PASSWORD
        assert is_password == (item.kind is ItemClass.CREDENTIAL)


def test_an_item_without_a_format_is_a_short_text_and_a_credential_a_password() -> None:
    formats = desk.formats_of(POLICY, "")
    assert {fmt.format for fmt in formats.values()} == {Format.TEXT, Format.PASSWORD}
    assert formats["memo"].longest == 200
    assert formats["password"].format is Format.PASSWORD


# -- tasks ----------------------------------------------------------------------------------------


def test_the_purposes_that_staff_work_for_have_a_task() -> None:
    covered = {purpose for task in TASKS for purpose in task.purposes}
    wanted = {"PU1", "PU3", "PU4", "PU5", "PU6", "PU9", "PU12", "PU16", "PU17", "PU22"}
    assert wanted <= covered
    assert any(len(task.purposes) == 2 for task in TASKS)


def test_tasks_cover_every_need_that_single_looks_can_have() -> None:
    needs = {n for t in TASKS for p in t.purposes for n in POLICY.purpose_index[p].needs}
    assert needs == {Need.REASON, Need.STATUTE, Need.CONSENT}


def test_every_department_has_a_task_and_is_found() -> None:
    for department in TASKS.departments:
        mine = TASKS.of(department.id)
        assert mine
        assert all(department.id in task.departments for task in mine)
        assert TASKS.department(department.id) is department
    assert TASKS.of("nobody") == ()


def test_tasks_are_found_by_id() -> None:
    assert [TASKS.task(task.id) for task in TASKS] == list(TASKS.tasks)
    with pytest.raises(UnknownId, match="nothing"):
        TASKS.task("nothing")
    with pytest.raises(UnknownId, match="nowhere"):
        TASKS.department("nowhere")


def test_the_privacy_office_is_the_one_that_the_policy_names() -> None:
    """P73."""
    assert TASKS.department("information-security").name.ko == POLICY.officer.department.ko


def test_a_person_reads_why_they_were_looked_at_in_both_languages() -> None:
    for task in TASKS:
        assert re.match(r"(to|for) ", task.plain.en)
        assert task.plain.ko.endswith("위해")
        assert len(task.plain.en) < 70


def test_all_words_are_there_in_both_languages() -> None:
    texts: list[Text] = [department.name for department in TASKS.departments]
    texts += [task.name for task in TASKS]
    texts += [choice.label for fmt in FORMATS.values() for choice in fmt.choices]
    for text in texts:
        assert HANGUL.search(text.ko)
        assert not HANGUL.search(text.en)


def test_the_files_are_no_version_of_the_policy() -> None:
    assert library.versions("asan") == ("2021-01-14",)


def test_a_policy_that_is_not_there_is_refused() -> None:
    for read in (desk.formats, desk.tasks):
        with pytest.raises(PolicyNotLoadable):
            read("nowhere")


# -- refusals -------------------------------------------------------------------------------------


def refused(name: str, text: str) -> tuple[Fault, ...]:
    read = desk.formats_of if name == desk.FORMATS else desk.tasks_of
    with pytest.raises(PolicyNotLoadable) as error:
        read(POLICY, text)
    return error.value.faults


def broken(name: str, old: str, new: str) -> tuple[str, int]:
    """The file with `old` replaced, once, and the line of that place."""
    text = FORMATS_TEXT if name == desk.FORMATS else TASKS_TEXT
    assert old in text
    return text.replace(old, new, 1), text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "told"),
    [
        (
            desk.FORMATS,
            "item: personal-name",
            "item: personal-nam",
            "unknown-id",
            "'personal-name'",
        ),
        (desk.FORMATS, "item: memo,", "item: hobby,", "doubled-id", "'hobby'"),
        (desk.FORMATS, "format: name", "format: nmae", "not-a-choice", "'name'"),
        (desk.FORMATS, "longest: 100", "length: 100", "unknown-field", "'length'"),
        (desk.FORMATS, "role: hospital-employee", "role: employee", "unknown-id", "'employee'"),
        (desk.FORMATS, "id: male,", "id: female,", "doubled-id", "'female'"),
        (desk.FORMATS, "shortest: 10\n", "shortest: 129\n", "empty-span", "'longest'"),
        (desk.FORMATS, "format: password", "format: text", "credential-format", "'password'"),
        (desk.TASKS, "[PU16]", "[PU61]", "unknown-id", "'PU61'"),
        (desk.TASKS, "points: [C12]", "points: [C99]", "unknown-id", "'C99'"),
        (desk.TASKS, "[human-resources]", "[human-resource]", "unknown-id", "'human-resources'"),
        (desk.TASKS, "id: documents", "id: charges", "doubled-id", "'charges'"),
        (desk.TASKS, "- {id: clinics,", "- {id: nursing,", "doubled-id", "'nursing'"),
        (desk.TASKS, "purposes: [PU13]", "purposes: [PU1]", "purpose-opens-nothing", "C8"),
        (desk.TASKS, "purposes: [PU13]", "purposes: []", "empty", "'purposes'"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_line(
    name: str, old: str, new: str, code: str, told: str
) -> None:
    text, line = broken(name, old, new)
    found = [fault for fault in refused(name, text) if fault.code == code]
    assert found
    (fault, *_) = found
    assert fault.file == name
    assert told in fault.say("en")
    assert HANGUL.search(fault.message.ko)
    assert HANGUL.search(fault.remedy.ko)
    if code not in {"doubled-id", "unknown-field", "credential-format"}:
        assert fault.line == line


def test_a_doubled_id_is_named_where_it_stands_again() -> None:
    text, line = broken(desk.TASKS, "id: documents", "id: charges")
    assert [(f.line, f.code) for f in refused(desk.TASKS, text)] == [(line, "doubled-id")]


@pytest.mark.parametrize(
    "text",
    [
        "formats:\n- {item: gender, format: choice, longest: 9}\n",
        "formats:\n- item: memo\n  format: text\n  longest: 9\n"
        "  choices: [{id: a, label: {en: a, ko: 가}}]\n",
    ],
)
def test_choices_and_their_format_go_together(text: str) -> None:
    assert [fault.code for fault in refused(desk.FORMATS, text)] == ["choices-and-format"]


def test_what_is_no_yaml_is_refused() -> None:
    for name in (desk.FORMATS, desk.TASKS):
        (fault,) = refused(name, "tasks: [\n")
        assert fault.file == name
