"""The changelog knows the release that this is."""

from __future__ import annotations

import re

import keepword
from tests.docs.repository import read

RELEASE = re.compile(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", re.MULTILINE)


def test_the_newest_version_is_this_one() -> None:
    releases = [r for r in RELEASE.findall(read("CHANGELOG.md")) if r[0] != "Unreleased"]
    assert releases[0][0] == keepword.__version__
    assert all(day for _, day in releases)
