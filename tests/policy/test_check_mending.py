"""Every finding comes from a rule: mending its datum removes exactly that finding."""

from __future__ import annotations

import pytest

from keepword.policy.check import Finding
from tests.policy.check_mending import found as look
from tests.policy.check_mending import mended, mends, unmended

CASES = [(policy, finding) for policy in ("asan", "meadow") for finding in mends(policy)]


def marks(found: tuple[Finding, ...]) -> set[tuple[str, str, str | None, str | None]]:
    return {(f.id, f.severity.value, f.clause, f.article) for f in found}


@pytest.mark.parametrize("policy", ["asan", "meadow"])
def test_every_finding_has_a_mend_and_every_mend_a_finding(policy: str) -> None:
    assert set(mends(policy)) == {finding.id for finding in unmended(policy)}


@pytest.mark.parametrize(("policy", "finding"), CASES, ids=[f"{p}-{f}" for p, f in CASES])
def test_mending_the_datum_removes_exactly_the_finding(policy: str, finding: str) -> None:
    before = unmended(policy)
    after = look(mended(policy, mends(policy)[finding]))
    gone = {mark for mark in marks(before) if mark[0] == finding}
    assert gone
    assert marks(after) == marks(before) - gone


@pytest.mark.parametrize("policy", ["asan", "meadow"])
def test_mending_everything_leaves_nothing(policy: str) -> None:
    everything = [edit for edits in mends(policy).values() for edit in edits]
    if policy == "asan":  # one mend drops the body to which another gives a website
        everything = [
            edit for edit in everything if "prosecutors.website" not in edit.get("at", "")
        ]
    assert look(mended(policy, everything)) == ()


def test_the_least_policy_leaves_nothing_to_mend() -> None:
    assert unmended("least") == ()
