"""`--since` takes an index, a day or a checkpoint, and nothing else."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.cli.ledger.since import beginning
from keepword.cli.ledger.telling import Misused


def test_without_it_all_is_looked_at() -> None:
    assert beginning(None).since == 0


def test_an_index_and_a_day_which_begins_in_korea() -> None:
    assert beginning("4100").since == 4100
    assert beginning("2026-07-01").since == datetime(2026, 6, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "2026-13-01", "2026-7-1", "soon", "9" * 5000, "\u0663", "."]
)
def test_anything_else_is_wrong_use(text: str) -> None:
    with pytest.raises(Misused):
        beginning(text)


@given(st.text(max_size=20).filter(lambda text: "\0" not in text))
def test_nothing_but_wrong_use_escapes(text: str) -> None:
    if Path(text).is_file():
        return
    with contextlib.suppress(Misused):
        beginning(text)
