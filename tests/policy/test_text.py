"""The prose is computed from the data, and computing it gives back the published document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any

import pytest

from keepword.foundation.nodes import LANGUAGES, Duration, Language, Text, Verbatim
from keepword.policies import library
from keepword.policy.model import Policy
from keepword.policy.prose.formats import Wording, format_date
from keepword.policy.prose.render import render
from keepword.policy.prose.text import as_text
from tests.policy import walking
from tests.policy.walking import SENTINEL, Path

ASAN = library.load("asan")
POLICY = ASAN.policy
FOLDER = FilePath(library.__file__).parent / "asan" / "2021-01-14"
SOURCE = (FOLDER / "source.en.txt").read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Collapse white space and typographic quotes."""
    return re.sub(r"\s+", " ", text.translate(str.maketrans("“”‘’", "\"\"''"))).strip()


def test_the_english_prose_is_the_published_document() -> None:
    assert plain(as_text(render(POLICY, ASAN.prose["en"], printed=True))) == plain(SOURCE)


SOURCE_LINES = [n for n, line in enumerate(SOURCE.splitlines(), 1) if line.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_its_place(language: Language) -> None:
    assert len(walking.lines(POLICY, ASAN.prose[language], printed=True)) == len(SOURCE_LINES)


# Where each datum stands in the published document, by line. Written from the document, not from
# the templates. A function gets the path's ids.

_POINT_LINES = {
    ("C1", "required"): 170, ("C1", "optional"): 171,
    ("C2", "required"): 173, ("C2", "optional"): 174,
    ("C3", "automatic"): 176, ("C4", "required"): 181, ("C5", "required"): 183,
    ("C6", "required"): 185, ("C7", "required"): 189, ("C8", "required"): 193,
    ("C8", "optional"): 194, ("C8", "unlabelled"): 195, ("C9", "required"): 199,
    ("C10", "optional"): 203, ("C11", "optional"): 208, ("C12", "required"): 213,
    ("C13", "unlabelled"): 217, ("C14", "required"): 159,
}  # fmt: skip
_PURPOSE_LINES = {f"PU{n}": 22 + n for n in range(1, 23)} | {
    "CK1": 314, "CK2": 316, "CK3": 318, "CV1": 332, "CV2": 332, "CV3": 332,
}  # fmt: skip
_SAFEGUARD_LINES = dict(
    zip(
        ("handlers", "audit", "plan", "encryption", "intrusion", "access", "logs", "premises"),
        (278, 282, 286, 290, 294, 298, 302, 306),
        strict=True,
    )
)


def entry_line(point: str, item: str) -> int:
    entry = next(e for e in POLICY.point_index[point].entries if e.item == item)
    return _POINT_LINES[point, entry.requirement.value]


def item_lines(item: str) -> set[int]:
    return {
        entry_line(p.id, item)
        for p in POLICY.points
        for e in p.entries
        if e.item == item and e.label is None
    }


def condition_lines(condition: str) -> set[int]:
    return {
        entry_line(p.id, e.item)
        for p in POLICY.points
        for e in p.entries
        if e.condition == condition
    }


Lines = set[int] | Callable[..., set[int]]
NOWHERE: set[int] = set()
PLACES: list[tuple[str, Lines]] = [
    (r"meta\.controller\.name", {1, 9}),
    (r"meta\.controller\.short", {328}),
    (r"meta\.noticed", {373}),
    (r"meta\.effective", {375}),
    (r"meta\.first_effective", {371}),
    (r"meta\.services\.website\.name", {239, 241}),
    (r"meta\.services\.my-chart\.name", {201, 241}),
    (r"meta\.services\.smart-cancer\.name", {206, 241}),
    (r"purposes\.(\w+)\.says", lambda purpose: {_PURPOSE_LINES[purpose]}),
    (r"items\.([\w-]+)\.label", item_lines),
    (r"conditions\.([\w-]+)\.says", condition_lines),
    (r"channels\.\w+\.label", {222}),
    (r"points\.(\w+)\.entries\.([\w-]+)\.(?:label|examples\.\d)", lambda p, i: {entry_line(p, i)}),
    (r"retention\.R3\.period", {50}),
    (r"retention\.R4\.period", {52}),
    (r"retention\.R7\.(?:period|statute)", {55}),
    (r"retention\.R8\.statute", {57}),
    (r"retention\.R9\.period", {304}),
    (r"retention\.R10\.period", {348}),
    (r"third_parties\.grounds\.\w+\.says", {61}),
    (r"commissioning\.statute", {65}),
    (r"processors\.T(\d+)\.(?:organisation|service)", lambda n: {72 + int(n)}),
    (r"rights\.identity_documents\..+", {149}),
    (r"rights\.representative_papers\..+", {151}),
    (r"children\.age", {157, 169, 172}),
    (r"destruction\.manners\.electronic\..+", {234}),
    (r"destruction\.manners\.paper\.medium", {235}),
    (r"destruction\.manners\.paper\.methods\..+", {235, 350}),
    (r"withdrawal\.(?:menu|action)", {239}),
    (r"officer\.name", {247}),
    (r"officer\.department", {248}),
    (r"officer\.phone", {249}),
    (r"remedies\.bodies\.kisa\.name", {258}),
    (r"remedies\.bodies\.kisa\.remit", {260}),
    (r"remedies\.bodies\.kisa\.phone", {262}),
    (r"remedies\.bodies\.kisa\.address", {263}),
    (r"remedies\.bodies\.mediation\.name", {265}),
    (r"remedies\.bodies\.mediation\.remit", {267}),
    (r"remedies\.bodies\.mediation\.phone", {269}),
    (r"remedies\.bodies\.mediation\.address", {270}),
    (r"remedies\.bodies\.prosecutors\..+", {272}),
    (r"remedies\.bodies\.police\..+", {274}),
    (r"safeguards\.audit\.every", {284}),
    (r"safeguards\.(\w+)\.name", lambda measure: {_SAFEGUARD_LINES[measure]}),
    (r"cookies\.choices\..+", {320}),
    (r"cookies\.browsers\.edge\..+", {322}),
    (r"cookies\.browsers\.chrome\..+", {323}),
    (r"cameras\.units", {336}),
    (r"cameras\.places\..+", {337}),
    (r"cameras\.coverage", {337}),
    (r"cameras\.manager\.title", {341}),
    (r"cameras\.manager\.team", {342}),
    (r"cameras\.manager\.phones\..+", {343}),
    (r"cameras\.hours", {347}),
    (r"cameras\.storage\..+", {349}),
    (r"cameras\.desk\.team", {355}),
    (r"cameras\.desk\.phones\..+", {356}),
    (r"amendment\.(?:notice|causes\..+)", {371}),
    # What the published prose does not print: ours, for pages, forms and decisions.
    (r"clauses\..+|readings\..+", NOWHERE),
    (r"meta\.(?:version|controller\.profile\..+)", NOWHERE),
    (r"purposes\.\w+\.(?:name|statute)", NOWHERE),
    (r"points\.\w+\.(?:name|section)", NOWHERE),
    (r"retention\.\w+\.(?:what|says)|retention\.R6\.statute", NOWHERE),
    (r"third_parties\.(?:papers\..+|grounds\.\w+\.name)|commissioning\.terms\..+", NOWHERE),
    (r"processors\.\w+\.(?:note|overseas_sign)", NOWHERE),
    (r"rights\.(?:answer_within|routes\..+|refusal_grounds\..+)", NOWHERE),
    (r"children\.consent_methods\..+|destruction\.within", NOWHERE),
    (r"clauses\.\w+\.section", NOWHERE),
]


def expected_lines(path: Path) -> set[int]:
    name = ".".join(path)
    for pattern, where in PLACES:
        match = re.fullmatch(pattern, name)
        if match:
            return where(*match.groups()) if callable(where) else where
    raise AssertionError(f"no place is given for {name}")


def spoken(value: Any, language: Language, how: Wording) -> set[str]:
    """The ways in which a value may be worded."""
    if isinstance(value, (Text, Verbatim)):
        return {value.say(language)}
    if isinstance(value, Duration):
        return {how.word(value, form, "") for form in ("words", "digits", "frequency")}
    if isinstance(value, int):
        return {str(value), f"{value:,}"}
    return {format_date(value, language)}


LEAVES = list(walking.leaves(POLICY))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_datum_changes_its_places_and_nothing_else(language: Language) -> None:
    """Every item, processor, period, number, contact, name and date, one after another."""
    template = ASAN.prose[language]
    printed = walking.lines(POLICY, template, printed=True)
    clean = walking.lines(POLICY, template, printed=False)
    how = Wording(POLICY, language, printed=False)
    for path, value in LEAVES:
        new = walking.other(value, language)
        policy = walking.fresh(walking.changed(POLICY, path, new))
        now = walking.lines(policy, template, printed=True)
        touched = {SOURCE_LINES[n] for n, line in enumerate(now) if line != printed[n]}
        assert touched == expected_lines(path), path
        if not touched:
            continue
        before, after = spoken(value, language, how), spoken(new, language, how)
        for old_line, new_line in zip(
            clean, walking.lines(policy, template, printed=False), strict=True
        ):
            if old_line != new_line:
                assert any(new_line.replace(a, b) == old_line for a in after for b in before), (
                    path,
                    new_line,
                )


def test_the_walk_reaches_everything() -> None:
    walked = {path[0] for path, _ in LEAVES}
    assert walked >= {
        "amendment", "cameras", "channels", "children", "cookies", "destruction", "items", "meta",
        "officer", "processors", "purposes", "remedies", "retention", "rights", "withdrawal",
    }  # fmt: skip
    assert (
        sum(1 for path, _ in LEAVES if path[0] == "processors" and path[2] == "organisation") == 65
    )
    assert sum(1 for _, value in LEAVES if isinstance(value, Duration)) >= 8


ENTRIES = [(p.id, e.item) for p in POLICY.points for e in p.entries]


def test_there_are_119_entries() -> None:
    assert len(ENTRIES) == 119


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_every_point_can_be_reworded_and_taken_out(language: Language) -> None:
    """P43 to P62: each of the 119 entries alone, by its point's line and no other."""
    template = ASAN.prose[language]
    printed = walking.lines(POLICY, template, printed=True)
    for point, item in ENTRIES:
        label = Text(en=SENTINEL, ko=SENTINEL)
        path = ("points", point, "entries", item, "label")
        for policy in (
            walking.fresh(walking.changed(POLICY, path, label)),
            walking.without(POLICY, point, item),
        ):
            now = walking.lines(policy, template, printed=True)
            touched = {SOURCE_LINES[n] for n, line in enumerate(now) if line != printed[n]}
            assert touched == {entry_line(point, item)}, (point, item)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("officer", "email"), 250),
        (("remedies", "bodies", "kisa", "website"), 261),
        (("remedies", "bodies", "mediation", "website"), 268),
    ],
)
def test_a_blank_of_the_document_is_filled_by_filling_the_datum(path: Path, line: int) -> None:
    """Blank fields are printed blank, not shown on the clean page, and fill by themselves."""
    policy = walking.fresh(walking.changed(POLICY, path, Verbatim(value=SENTINEL)))
    before = walking.lines(POLICY, ASAN.prose["en"], printed=True)
    after = walking.lines(policy, ASAN.prose["en"], printed=True)
    touched = [SOURCE_LINES[n] for n, text in enumerate(after) if text != before[n]]
    assert touched == [line]
    blank = before[SOURCE_LINES.index(line)].lstrip("• ")
    assert blank not in [
        t.lstrip("• ") for t in walking.lines(POLICY, ASAN.prose["en"], printed=False)
    ]


def test_the_slips_of_the_document_are_declared_and_clean_elsewhere() -> None:
    """G37, G45, G57, G64, G66: as printed in the text, corrected on the page."""
    printed = as_text(render(POLICY, ASAN.prose["en"], printed=True))
    clean = as_text(render(POLICY, ASAN.prose["en"], printed=False))
    for slip in (
        "informatiin", "Chart in My Palm", "National Policy Agency", "Complex Fl.", "82-23010-7324",
        "live, health", "Boxter", "Facebook",
    ):  # fmt: skip
        assert slip in printed
        assert slip not in clean


def test_the_renderer_does_not_open_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text comes from the data alone: no text file is among what is loaded."""
    texts = library.folder_texts(FOLDER)
    assert "source.en.txt" not in texts
    from keepword.policy.loading import load

    loaded = load(texts, library.laws())
    assert plain(as_text(render(loaded.policy, loaded.prose["en"], printed=True))) == plain(SOURCE)


def test_counts_of_the_document() -> None:
    """The counts of the acceptance list."""
    families = [p.id[:2] for p in POLICY.purposes]
    assert [families.count(f) for f in ("PU", "CK", "CV")] == [22, 3, 3]
    assert len(POLICY.points) == 21
    assert len(POLICY.channels) == 10
    assert len(POLICY.retention) == 12
    assert len(POLICY.processors) == 65
    assert len({p.organisation.en for p in POLICY.processors}) == 60
    assert len(POLICY.clauses) == 118


def test_json_of_the_policy_is_stable() -> None:
    """A policy is plain data: out to JSON and back, it is the same policy."""
    dumped = json.loads(POLICY.model_dump_json(by_alias=True))
    assert Policy.model_validate(dumped) == POLICY
