"""The guide for writers quotes the least policy as it stands, and its tables are complete."""

from __future__ import annotations

import re

import pytest

from keepword.policy.check import Severity
from keepword.policy.model.governance import Topic
from tests.policy.check_mending import POLICIES, texts

GUIDE = (POLICIES.parent.parent / "docs" / "writing-a-policy.md").read_text(encoding="utf-8")
QUOTED = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("block", QUOTED)
def test_every_example_stands_in_the_least_policy(block: str) -> None:
    assert any(block in text for text in texts("least").values())


@pytest.mark.parametrize("word", [*Severity, *Topic])
def test_the_guide_names_every_severity_and_topic(word: str) -> None:
    assert f"`{word}`" in GUIDE


def test_the_folders_the_guide_names_are_there() -> None:
    for folder in re.findall(r"`((?:tests|src)/[\w/.-]+/)`", GUIDE):
        assert (POLICIES.parent.parent / folder).is_dir()
