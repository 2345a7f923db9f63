"""The search itself: it finds what is there, in every form (so that finding nothing means it)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.whole.canaries import search

VALUE = "카나리아-kw4821"
PLANTED = {
    "utf-8": VALUE.encode(),
    "utf-16": VALUE.encode("utf-16"),
    "hex": VALUE.encode().hex().encode(),
    "upper hex": VALUE.encode().hex().upper().encode(),
    "percent": quote(f"name={VALUE}&next=1").encode(),
    "json": json.dumps({"name": VALUE}).encode(),
    "base64": base64.b64encode(VALUE.encode()),
    "base64 after one": base64.b64encode(b"x" + VALUE.encode() + b"tail"),
    "base64 after two": base64.b64encode(b"xy" + VALUE.encode() + b"tail"),
}


@pytest.mark.parametrize("form", PLANTED)
def test_a_planted_value_is_found(form: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"before " + PLANTED[form] + b" after")
    assert [s.value for s in search([VALUE], [tmp_path])] == [VALUE]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"before and after")
    (tmp_path / "empty").touch()
    assert search([VALUE], [tmp_path]) == []
