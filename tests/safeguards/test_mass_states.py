"""The states of a request to erase many people: every step, allowed or refused (P64)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.safeguards import mass_errors as errors
from keepword.safeguards.mass_errors import MassErasureRefused
from keepword.safeguards.mass_states import (
    LAPSE,
    Kind,
    MassErasure,
    Progress,
    Scope,
    State,
    Step,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
ENTRY = UUID(int=1)
ASKER, FIRST, SECOND, THIRD = (UUID(int=10 + n) for n in range(4))
ASKED = MassErasure(UUID(int=5), Scope(Kind.FILE), 1_000, Step(ASKER, NOW, ENTRY), 2)


def _by(account: UUID, at: datetime = NOW) -> Step:
    return Step(account, at, ENTRY)


ONCE = ASKED.approved(_by(FIRST), DAY)
WAITING = ONCE.approved(_by(SECOND), DAY)
SMALL = replace(ASKED, needs=0, not_before=NOW)
RUNNING = WAITING.advanced(Progress(10, 9, 20, 1, (ENTRY,)), NOW + DAY)
DONE = RUNNING.finished_in(_by(UUID(int=0), NOW + DAY))
STOPPED = WAITING.stopped_by(_by(FIRST))

LOOKS = [
    (ASKED, timedelta(), State.ASKED), (ONCE, 9 * DAY, State.ASKED),
    (WAITING, timedelta(), State.WAITING), (WAITING, DAY - timedelta(seconds=1), State.WAITING),
    (WAITING, DAY, State.READY), (WAITING, DAY + LAPSE, State.LAPSED),
    (SMALL, timedelta(), State.READY), (RUNNING, DAY, State.RUNNING),
    (RUNNING, 30 * DAY, State.RUNNING), (DONE, 2 * DAY, State.DONE), (STOPPED, DAY, State.STOPPED),
]  # fmt: skip


@pytest.mark.parametrize(("of", "later", "state"), LOOKS)
def test_the_state_at_a_moment(of: MassErasure, later: timedelta, state: State) -> None:
    assert of.state(NOW + later) is state


def test_the_delay_begins_with_the_second_approval() -> None:
    later = NOW + timedelta(hours=5)
    assert ONCE.not_before is None
    assert ONCE.approved(_by(SECOND, later), DAY).not_before == later + DAY


Refused = Callable[[], object]
REFUSED: list[tuple[Refused, type[MassErasureRefused]]] = [
    (lambda: ASKED.approved(_by(ASKER), DAY), errors.AskerApproves),
    (lambda: ONCE.approved(_by(FIRST), DAY), errors.SamePersonTwice),
    (lambda: WAITING.approved(_by(THIRD), DAY), errors.ApprovedAlready),
    (lambda: SMALL.approved(_by(FIRST), DAY), errors.ApprovedAlready),
    (lambda: STOPPED.approved(_by(THIRD), DAY), errors.Stopped),
    (lambda: STOPPED.stopped_by(_by(THIRD)), errors.Stopped),
    (lambda: RUNNING.stopped_by(_by(FIRST)), errors.TooLateToStop),
    (lambda: DONE.stopped_by(_by(FIRST)), errors.TooLateToStop),
    (lambda: ASKED.check_due(NOW + DAY), errors.NotYetApproved),
    (lambda: ONCE.check_due(NOW + DAY), errors.NotYetApproved),
    (lambda: WAITING.check_due(NOW), errors.DelayRuns),
    (lambda: WAITING.check_due(NOW + DAY + LAPSE), errors.Lapsed),
    (lambda: STOPPED.check_due(NOW + DAY), errors.Stopped),
    (lambda: DONE.check_due(NOW + DAY), errors.Finished),
    (lambda: WAITING.advanced(Progress(1), NOW), errors.DelayRuns),
    (lambda: ASKED.finished_in(_by(FIRST)), errors.NotYetApproved),
]


@pytest.mark.parametrize(("step", "error"), REFUSED)
def test_a_step_that_is_refused(step: Refused, error: type[MassErasureRefused]) -> None:
    with pytest.raises(error) as refused:
        step()
    assert type(refused.value) is error
    assert refused.value.message.ko
    assert refused.value.remedy.ko


IMPOSSIBLE: list[Refused] = [
    lambda: replace(ASKED, approvals=(_by(ASKER),)),
    lambda: replace(ASKED, approvals=(_by(FIRST), _by(FIRST)), not_before=NOW),
    lambda: replace(ASKED, not_before=NOW),
    lambda: replace(WAITING, not_before=None),
    lambda: replace(WAITING, approvals=(*WAITING.approvals, _by(THIRD))),
    lambda: replace(RUNNING, stopped=_by(FIRST)),
    lambda: replace(ASKED, progress=Progress(1)),
    lambda: replace(ASKED, begun_at=NOW),
    lambda: replace(ASKED, people=0),
    lambda: replace(ASKED, finished=_by(FIRST)),
    lambda: Scope(Kind.POINT),
    lambda: Scope(Kind.FILE, "C1"),
]


@pytest.mark.parametrize("made", IMPOSSIBLE)
def test_an_illegal_request_cannot_be_built(made: Refused) -> None:
    with pytest.raises(ValueError, match=r"."):
        made()


ACTS = st.one_of(
    st.tuples(st.just("approve"), st.sampled_from([ASKER, FIRST, SECOND, THIRD])),
    st.tuples(st.just("stop"), st.just(FIRST)),
    st.tuples(st.just("wait"), st.sampled_from([timedelta(hours=1), DAY, LAPSE])),
    st.tuples(st.just("erase"), st.integers(1, 5)),
    st.tuples(st.just("finish"), st.just(FIRST)),
)


History = list[tuple[str, object, datetime]]


def _may(history: History, act: tuple[str, object], now: datetime) -> bool:
    """Whether it may be done, told from everything that was done: the rules, said plainly."""
    approved = [(who, at) for what, who, at in history if what == "approve"]
    begun = any(what in ("erase", "finish") for what, _, _ in history)
    if any(what in ("stop", "finish") for what, _, _ in history):
        return False
    if act[0] == "approve":
        new = act[1] != ASKER and act[1] not in [who for who, _ in approved]
        return len(approved) < 2 and new
    if act[0] == "stop":
        return not begun
    if len(approved) < 2:
        return False
    since = approved[1][1] + DAY
    return begun or since <= now < since + LAPSE


@given(st.lists(ACTS, max_size=12))
def test_whatever_happens_only_what_the_rules_allow_is_done(
    acts: list[tuple[str, object]],
) -> None:
    request, now = ASKED, NOW
    history: History = []
    for what, given_to in acts:
        if isinstance(given_to, timedelta):
            now += given_to
            continue
        before = request
        try:
            if what == "approve" and isinstance(given_to, UUID):
                request = request.approved(_by(given_to, now), DAY)
            elif what == "stop" and isinstance(given_to, UUID):
                request = request.stopped_by(_by(given_to, now))
            elif isinstance(given_to, int):
                request = request.advanced(Progress(given_to), now)
            else:
                request = request.finished_in(_by(FIRST, now))
        except MassErasureRefused:
            assert not _may(history, (what, given_to), now)
            assert request is before
        else:
            assert _may(history, (what, given_to), now)
            history.append((what, given_to, now))
    assert request.progress.people == sum(n for _, n, _ in history if isinstance(n, int))
