"""`keepword policy`: text, show, validate, check."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from keepword.cli.policy import policy
from keepword.cli.policy.cards import Book, card_of
from keepword.cli.policy.layout import COLUMNS, width
from keepword.foundation.errors import PolicyNotLoadable, UnknownId
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policies import library
from tests.policy.check_mending import FOLDERS, TODAY, law, mends, unmended

DAY = TODAY.isoformat()
LEAST, MEADOW = str(FOLDERS["least"]), str(FOLDERS["meadow"])


def run(*arguments: str, lang: str = "C", status: int = 0) -> str:
    """What the command prints; it has to end with `status`."""
    result = CliRunner(env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": lang}).invoke(
        policy, arguments, standalone_mode=False, catch_exceptions=False
    )
    assert result.return_value == status
    return result.stdout


@pytest.mark.parametrize(
    ("lang", "head"),
    [
        ("C", "서울아산병원"),
        ("ko_KR.UTF-8", "서울아산병원"),
        ("en_GB.UTF-8", "Asan Medical Center"),
    ],
)
def test_the_terminal_s_language_is_spoken_and_korean_where_it_has_none(
    lang: str, head: str
) -> None:
    assert run("check", "--on", DAY, lang=lang, status=1).startswith(head)
    assert run("text", lang=lang).startswith(head)


def test_text_is_as_printed_in_the_language_of_publication_unless_clean() -> None:
    source = FOLDERS["asan"].joinpath("source.en.txt").read_text(encoding="utf-8")
    assert run("text", "--lang", "en").split() == source.split()
    assert "informatiin" in source
    assert "informatiin" not in run("text", "--lang", "en", "--clean")
    assert run("text", "--lang", "ko") == run("text", "--lang", "ko", "--clean")


def test_a_policy_is_named_by_name_version_or_folder() -> None:
    named = run("text", "--policy", "asan/2021-01-14")
    assert named == run("text") == run("text", "--policy", str(FOLDERS["asan"]))
    assert "솔의원" in run("text", "--policy", LEAST)


def test_check_lists_findings_as_json() -> None:
    listed = json.loads(run("check", "--json", "--on", DAY, status=1))
    assert [finding["id"] for finding in listed] == [finding.id for finding in unmended("asan")]
    for finding in listed:
        assert list(finding) == ["id", "severity", "clause", "article", "message", "remedy"]
        assert set(finding["message"]) == set(finding["remedy"]) == {"en", "ko"}
        assert (finding["article"] is None) == (finding["severity"] == "doubtful")


def test_check_ends_well_where_there_is_nothing_to_mend() -> None:
    assert json.loads(run("check", LEAST, "--json", "--on", DAY)) == []
    assert "Nothing found." in run("check", LEAST, "--lang", "en", "--on", DAY)


def test_check_asks_the_law_of_the_day() -> None:
    ids = {f["id"] for f in json.loads(run("check", "--json", "--on", "2026-10-01", status=1))}
    assert "remedy-body-ceased:prosecutors" not in ids
    assert "access-log-floor:R9" in ids


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("named", ["asan", MEADOW])
def test_check_is_readable_on_80_columns_with_file_and_line(named: str, lang: str) -> None:
    lines = run("check", named, "--lang", lang, "--on", DAY, status=1).splitlines()
    assert max(map(width, lines)) <= COLUMNS
    places = [line for line in lines if re.fullmatch(r"    [\w.-]+\.(yaml|csv):\d+", line)]
    assert len(places) == len(mends("asan" if named == "asan" else "meadow"))


def test_validate_counts_a_coherent_policy() -> None:
    assert "pine 2026-11-01: coherent. 8 clauses, 1 purposes" in run(
        "validate", LEAST, "--lang", "en"
    )


def test_validate_names_file_and_line_of_every_fault(tmp_path: Path) -> None:
    for name, text in library.folder_texts(FOLDERS["least"]).items():
        broken = text.replace("retention: R2", "retention: R9").replace("{PU1.says}", "{PU7.says}")
        tmp_path.joinpath(name).write_text(broken, encoding="utf-8")
    with pytest.raises(PolicyNotLoadable) as refusal:
        run("validate", str(tmp_path))
    found = {(fault.file, fault.code) for fault in refusal.value.faults}
    assert found >= {("policy.yaml", "unknown-id"), ("prose.ko.yaml", "prose-binding")}
    assert all(fault.line > 1 for fault in refusal.value.faults)


SHOWN: list[tuple[str, list[str]]] = [
    ("P28", ["§5", "in-person visit", "rights.routes.adult", "G25", "PIPA-D 41(2)"]),
    ("PU1", ["law (PIPA 15(1)2)", "C8", "patient name", "T28", "P5"]),
    ("PU18", ["Framework Act on Consumers art. 52", "Nothing is collected"]),
    ("CK1", ["C19", "page visits", "G73", "P91"]),
    ("CV1", ["fixed cameras", "C20", "T33"]),
    ("C4", ["contract", "required", "unique identifier", "PU3", "CH6", "G39", "PIPA 24-2(1)"]),
    ("C8", ["R6", "Patient register 5 years", "Medical record 10 years", "T43"]),
    ("C15", ["recording of the call", "implied", "not stated", "G8"]),
    ("CH5", ["FAX", "C7", "C21", "P63"]),
    ("R6", ["MSAR 15(1)", "10 years", "Surgery record", "C8", "§2", "P13", "G15"]),
    ("R9", ["1 year", "keep at least", "C3", "SMN 8(1)"]),
    ("T17", ["Chinese", "C8", "G77", "PIPA-D 31(1)"]),
    ("T26", ["T64", "Mobile phone"]),
    ("G25", ["rights.routes.adult", "ways"]),
    ("PIPA 24-2(1)", ["Personal Information Protection Act", "rrn-only-by-law", "was read"]),
    ("MSAR 15(1)", ["medical-records-kept", "Patient register"]),
    ("rrn-only-by-law", ["forbids", "November 28, 2014", "MSAR 14", "C4", "C5", "C6"]),
]


@pytest.mark.parametrize(("wanted", "linked"), SHOWN)
def test_show_gives_an_id_with_what_hangs_on_it(wanted: str, linked: list[str]) -> None:
    told = run("show", *wanted.split(), "--lang", "en")
    assert max(map(width, told.splitlines())) <= COLUMNS
    flat = " ".join(told.split())
    for words in linked:
        assert words in flat


def ids() -> list[str]:
    return [*library.load("asan").policy.index, *law().article_index, *law().rule_index]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_has_a_card_for_every_id(lang: Language) -> None:
    book = Book(library.load("asan"), law(), TODAY, lang)
    for wanted in ids():
        lines = list(card_of(book, wanted).lines())
        assert lines[0].startswith(wanted)
        assert max(map(width, lines)) <= COLUMNS, wanted


def test_show_refuses_an_unknown_id() -> None:
    with pytest.raises(UnknownId, match="P999"):
        run("show", "P999")


STATUSES = [
    (["text", "--lang", "en"], 0),
    (["validate", LEAST], 0),
    (["check", LEAST], 0),
    (["check", "--json"], 1),
    (["check", str(FOLDERS["least"].parent)], 2),
    (["validate", str(FOLDERS["least"].parent)], 2),
    (["show", "P999"], 2),
    (["check", "--on", "yesterday"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), STATUSES)
def test_the_command_ends_with_its_status(arguments: list[str], status: int) -> None:
    command = [sys.executable, "-m", "keepword", "policy", *arguments]
    ended = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "LANG": "C"}, timeout=120
    )
    assert ended.returncode == status, ended.stderr.decode()
