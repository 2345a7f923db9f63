"""The glossary's terms are the ones that code and pages use."""

from __future__ import annotations

import importlib
import re
from functools import cache
from pathlib import Path

import pytest

import keepword
from tests.docs.markdown import rows
from tests.docs.repository import read

PACKAGE = Path(keepword.__file__).parent
TEXTS = {".py", ".yaml", ".csv", ".html"}
IN_USE, _, PLANNED = read("GLOSSARY.md").partition("\n## Planned\n")
TERMS = [cells for cells in rows(IN_USE) if len(cells) == 5]


@cache
def source() -> str:
    """Everything written in the package, in lower case and with single spaces."""
    parts = (p.read_text("utf-8") for p in sorted(PACKAGE.rglob("*")) if p.suffix in TEXTS)
    return re.sub(r"\s+", " ", " ".join(parts).lower())


def words(cell: str) -> list[str]:
    """The terms in a cell: `person (data subject)` holds two, one in *italics* none to look up."""
    if cell.startswith("*"):
        return []
    return [part.strip().lower() for part in re.split(r"[,()]", cell) if part.strip()]


def found(dotted: str) -> object:
    """The module or attribute of `keepword` that `dotted` names."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(["keepword", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part)
        return value
    raise LookupError(dotted)


def test_there_are_terms() -> None:
    assert len(TERMS) > 100
    assert len(list(rows(PLANNED))) == 2


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row[0])
def test_a_term_is_used_in_both_languages_and_stands_in_the_code(row: list[str]) -> None:
    english, korean, meaning, _source, code = row
    assert [term for term in words(english) if term not in source()] == []
    assert [term for term in words(korean) if term not in source()] == []
    assert meaning
    assert found(code.strip("`")) is not None


def test_a_name_that_is_not_in_the_code_is_caught() -> None:
    with pytest.raises((AttributeError, LookupError)):
        found("policy.model.parties.Nobody")
