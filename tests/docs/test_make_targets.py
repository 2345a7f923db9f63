"""Make targets: what the documents name exists, and what exists is documented."""

from __future__ import annotations

import re

from tests.docs.markdown import code
from tests.docs.repository import documents, read

TARGET = re.compile(r"^([a-z][a-z-]*)\s*:(?!=)", re.MULTILINE)
NAMED = re.compile(r"(?<![\w.-])make ([a-z][a-z-]*)")


def targets() -> set[str]:
    """The targets of the Makefile that are meant to be typed."""
    return set(TARGET.findall(read("Makefile")))


def named(text: str) -> set[str]:
    """The targets that a document names, in code."""
    return {target for piece in code(text) for target in NAMED.findall(piece)}


def test_every_target_that_a_document_names_exists() -> None:
    for document in documents():
        assert named(document.read_text(encoding="utf-8")) <= targets(), document.name


def test_every_target_is_documented() -> None:
    assert targets() == named(read("CONTRIBUTING.md"))


def test_the_two_commands_of_a_fresh_machine_are_on_the_first_page() -> None:
    assert {"run", "test"} <= named(read("README.md"))
