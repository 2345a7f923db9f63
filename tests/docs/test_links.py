"""Every relative link of every document leads somewhere, anchors included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.markdown import anchors, links
from tests.docs.repository import ROOT, documents, name

DOCUMENTS = documents()


def broken(document: Path, text: str) -> Iterator[str]:
    """The links of `text`, standing in `document`, that lead nowhere."""
    for link in links(text):
        if "://" in link or link.startswith("mailto:"):
            continue
        place, _, anchor = unquote(link).partition("#")
        target = (document.parent / place).resolve() if place else document
        if not _leads(target, anchor, text if target == document else None):
            yield link


def _leads(target: Path, anchor: str, text: str | None) -> bool:
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or anchor in anchors(text or target.read_text(encoding="utf-8"))


def test_the_documents_that_a_stranger_looks_for_are_there() -> None:
    wanted = {
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "GLOSSARY.md",
        "CHANGELOG.md", "docs/decisions.md", "docs/writing-a-policy.md", "docs/adr/README.md",
    }  # fmt: skip
    assert wanted <= {name(document) for document in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    assert list(broken(document, document.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    [
        "[a](nowhere.md)",
        "![a](docs/no.png)",
        '<img alt="a" src="no.png">',
        "[a](#nowhere)",
        "[a](GLOSSARY.md#no)",
        "[a](../x)",
    ],
)
def test_a_broken_link_is_caught(planted: str) -> None:
    assert len(list(broken(ROOT / "README.md", planted))) == 1
