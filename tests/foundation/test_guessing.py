"""What someone may have meant is offered, and nothing where it would be a wild guess."""

from __future__ import annotations

import pytest

from keepword.foundation.guessing import hint, nearest

IDS = ["P1", "P6", "P16", "P66", "P104", "PU1", "C1"]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("P166", "P16"),  # P66 is as like, but begins otherwise
        ("P1040", "P104"),
        ("periode", None),
        ("x" * 10_000, None),
        ("", None),
    ],
)
def test_the_nearest_begins_alike(wanted: str, near: str | None) -> None:
    assert nearest(wanted, IDS) == near


def test_a_hint_names_the_nearest() -> None:
    said = hint("priod", ["period", "trigger"])
    assert "'period'" in said.en
    assert "'period'" in said.ko


def test_a_hint_lists_what_there_is_where_that_is_little() -> None:
    assert hint("xyz", ["period", "trigger", "period"]).en.endswith("period, trigger.")


def test_a_hint_says_nothing_where_there_is_too_much_or_nothing() -> None:
    assert hint("xyz", [f"item-{n}" for n in range(40)]).en == ""
    assert hint("xyz", []).ko == ""
