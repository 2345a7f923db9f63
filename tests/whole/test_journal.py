"""Holding journals against the ledger and the pages sees every way in which they can differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.whole import spoken
from tests.whole.journal import Line, differences
from tests.whole.looks_page import Shown, agree

USE = Line(
    "use", "allowed", "kw-1", human="p1", task="membership", purpose="PU6", subject="anna",
    department="billing", items=frozenset({"email"}), entry="e1",
)  # fmt: skip
REFUSED = Line("use", "denied", "kw-1", reason="no-grant", human="p2", task="news", subject="anna")
LOG = (USE, replace(REFUSED, entry="e2", items=frozenset()))
SHOWN = {
    "e1": Shown(
        spoken.department("billing"), spoken.act("use"), spoken.task("membership"),
        spoken.purpose("PU6"), frozenset({spoken.label("email")}), "", False, "kw-1",
    ),
    "e2": Shown(
        "로그인하지 않은 사람", spoken.act("use"), spoken.task("news"), "", frozenset(),
        spoken.refusal("no-grant"), False, "kw-1",
    ),
}  # fmt: skip


def test_the_same_acts_are_no_difference() -> None:
    assert differences((USE, REFUSED), LOG) == []
    assert agree(SHOWN, (USE, REFUSED), "anna") == []


@pytest.mark.parametrize(
    ("journal", "log"),
    [
        ((USE,), LOG),  # something on record that nobody did
        ((USE, REFUSED), LOG[:1]),  # a refusal that is not on record
        ((USE, REFUSED, REFUSED), LOG),  # done twice, on record once
        ((USE, replace(REFUSED, reason="consent-needed")), LOG),
        ((replace(USE, items=frozenset({"email", "gender"})), REFUSED), LOG),
        ((replace(USE, entry="e9"), REFUSED), LOG),  # the answer named another entry
        ((replace(USE, subject="berta"), REFUSED), LOG),
    ],
)
def test_any_other_is(journal: tuple[Line, ...], log: tuple[Line, ...]) -> None:
    assert differences(journal, log)


@pytest.mark.parametrize(
    "shown",
    [
        {"e1": SHOWN["e1"]},
        {**SHOWN, "e3": SHOWN["e2"]},
        {**SHOWN, "e1": SHOWN["e1"]._replace(who=spoken.department("nursing"))},
        {**SHOWN, "e1": SHOWN["e1"]._replace(items=frozenset())},
        {**SHOWN, "e2": SHOWN["e2"]._replace(refused="")},
    ],
)
def test_a_page_that_leaves_out_adds_or_changes_a_look_differs(shown: dict[str, Shown]) -> None:
    assert agree(shown, (USE, REFUSED), "anna")
