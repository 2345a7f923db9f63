"""Retention arithmetic: P7 to P15, held against a calendar walked day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import Duration, Text, Unit
from keepword.law.model import LawPack, Schedule, ScheduledRecord
from keepword.policies import library
from keepword.policy.model.collection import Entry, Requirement
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger
from keepword.policy.retention import (
    answer_by,
    due,
    governing_rule,
    held_until,
    later,
    separates_on,
)

POLICY = library.load("asan").policy
LAW = library.laws()["kr"]
RULES = {rule.id: rule for rule in POLICY.retention}
TODAY = date(2026, 10, 1)
A_DAY = timedelta(days=1)


def days(
    rule: RetentionRule, triggered: date | None, record: str | None = None, today: date = TODAY
) -> tuple[date | None, date | None]:
    """The day of destruction, and the last day that a statute has the data kept."""
    return (
        due(rule, LAW, triggered=triggered, record_kind=record, today=today),
        held_until(rule, LAW, triggered=triggered, record_kind=record, today=today),
    )


def made(
    act: RetentionAct, period: str | None = None, trigger: Trigger = Trigger.RECORD_MADE
) -> RetentionRule:
    return RetentionRule.model_validate(
        {
            "id": "R99",
            "what": {"en": "papers", "ko": "서류"},
            "says": {"en": "for a while", "ko": "얼마 동안"},
            "trigger": trigger,
            "period": period,
            "act": act,
        }
    )


# -- the oracle -----------------------------------------------------------------------------------


def walked(start: date, period: Duration) -> date:
    """The end of a period, by turning calendar leaves one by one."""
    if period.unit is Unit.DAYS:
        day = start
        for _ in range(period.count):
            day += A_DAY
        return day
    firsts = period.count * (12 if period.unit is Unit.YEARS else 1)
    day = start
    while firsts:  # to the first day of the month that the period ends in
        day += A_DAY
        firsts -= day.day == 1
    while day.day < start.day and (day + A_DAY).month == day.month:
        day += A_DAY
    return day


STARTS = st.dates(date(1999, 1, 1), date(2032, 12, 31))
PERIODS = st.builds(
    Duration, count=st.integers(1, 60), unit=st.sampled_from([Unit.DAYS, Unit.MONTHS])
) | st.builds(Duration, count=st.integers(1, 10), unit=st.just(Unit.YEARS))


@given(start=STARTS, period=PERIODS)
def test_a_period_ends_where_the_walked_calendar_ends_it(start: date, period: Duration) -> None:
    assert later(start, period) == walked(start, period)


@given(start=STARTS, period=PERIODS, more=PERIODS)
def test_later_starts_and_longer_periods_never_end_earlier(
    start: date, period: Duration, more: Duration
) -> None:
    assert later(start, period) <= later(start + A_DAY, period)
    longer = Duration(count=period.count + 1, unit=period.unit)
    assert start < later(start, period) <= later(start, longer)
    assert later(later(start, period), more) > later(start, period)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-05-23", "6 months", "2026-11-23"),  # P11
        ("2026-08-31", "6 months", "2027-02-28"),
        ("2027-08-31", "6 months", "2028-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-02-28", "1 month", "2026-03-28"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-02-27", "30 days", "2026-03-29"),  # P101
    ],
)
def test_periods_go_by_the_calendar(start: str, period: str, end: str) -> None:
    length = Duration.model_validate(period)
    assert later(date.fromisoformat(start), length) == date.fromisoformat(end)


@pytest.mark.parametrize("period", ["1 day", "1 month", "1 year", "1000 years"])
def test_no_period_leads_beyond_the_calendar(period: str) -> None:
    with pytest.raises(OverflowError):
        later(date.max, Duration.model_validate(period))


# -- the rules of the policy ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "triggered", "record", "destroyed", "kept"),
    [
        ("R1", "2026-09-01", None, "2026-09-01", None),  # P7, P64: at once
        ("R2", "2026-09-01", None, "2026-09-01", None),  # P8
        ("R3", "2026-09-01", None, "2026-09-01", None),  # P10: with the membership
        ("R4", "2026-05-23", None, "2026-11-23", None),  # P11
        ("R5", "2026-09-01", None, "2026-09-01", None),  # P12
        ("R6", "2026-09-01", "patient-register", "2031-09-02", "2031-09-01"),  # P13
        ("R6", "2026-09-01", "medical-record", "2036-09-02", "2036-09-01"),
        ("R6", "2026-09-01", "prescription", "2028-09-02", "2028-09-01"),
        ("R6", "2026-09-01", None, "2036-09-02", "2036-09-01"),  # unknown: the longest
        ("R6", "2026-09-01", "receipt", "2036-09-02", "2036-09-01"),
        ("R7", "2026-09-01", None, "2029-09-02", "2029-09-01"),  # P14
        ("R8", "2026-09-01", None, None, None),  # P15: the statute of each hold says
        ("R9", "2026-09-01", None, "2028-09-02", "2028-09-01"),  # P87, two years by SMN 8(1)
        ("R10", "2026-09-01", None, "2026-10-01", None),  # P101, P104
        ("R11", "2026-09-01", None, "2026-09-01", None),  # P72
        ("R12", "2026-09-01", None, "2026-09-01", None),  # P65
    ],
)
def test_each_rule_leads_to_its_days(
    rule: str, triggered: str, record: str | None, destroyed: str | None, kept: str | None
) -> None:
    expected = tuple(date.fromisoformat(day) if day else None for day in (destroyed, kept))
    assert days(RULES[rule], date.fromisoformat(triggered), record) == expected


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("triggered", [None, TODAY + A_DAY])
def test_nothing_is_due_before_the_trigger(rule: str, triggered: date | None) -> None:
    assert days(RULES[rule], triggered) == (None, None)


@given(
    rule=st.sampled_from(POLICY.retention),
    triggered=st.dates(date(1990, 1, 1), TODAY),
    record=st.none() | st.sampled_from([r.id for r in LAW.schedules[0].records]),
)
def test_destruction_follows_the_last_day_kept_and_never_leads(
    rule: RetentionRule, triggered: date, record: str | None
) -> None:
    """P7, P13: not before a statute lets go, and then at once if it was later than the rule."""
    destroyed, kept = days(rule, triggered, record)
    if destroyed is None:
        assert kept is None
        return
    assert destroyed >= triggered
    if kept is not None:
        assert destroyed == kept + A_DAY


@given(
    act=st.sampled_from([RetentionAct.DESTROY, RetentionAct.KEEP_THEN_DESTROY]),
    period=PERIODS,
    triggered=st.dates(date(2000, 1, 1), TODAY),
)
def test_a_rule_ends_with_its_period_and_a_keeping_one_keeps_its_last_day(
    act: RetentionAct, period: Duration, triggered: date
) -> None:
    """Civil Act 157 and 159 for what a statute keeps; P11 for what the policy keeps alone."""
    end = walked(triggered, period)
    keeps = act is RetentionAct.KEEP_THEN_DESTROY
    expected = (end + A_DAY, end) if keeps else (end, None)
    assert days(made(act, str(period)), triggered) == expected


# -- the law's floors -----------------------------------------------------------------------------


def test_the_logs_floor_holds_from_the_day_it_is_law() -> None:
    """SMN 8(1): the rule says one year, the law two."""
    since = LAW.rule("access-log-floor").since
    start = date(2026, 1, 10)
    before, after = (days(RULES["R9"], start, today=day) for day in (since - A_DAY, since))
    assert before == (date(2027, 1, 11), date(2027, 1, 10))
    assert after == (date(2028, 1, 11), date(2028, 1, 10))


def test_a_rule_that_keeps_longer_than_the_floor_stands() -> None:
    longer = made(RetentionAct.KEEP_AT_LEAST, "5 years", Trigger.LOGGED)
    assert days(longer, date(2026, 1, 10)) == (date(2031, 1, 11), date(2031, 1, 10))


@pytest.mark.parametrize("trigger", [Trigger.RECORD_MADE, Trigger.FILMED])
def test_the_logs_floor_is_for_logs_only(trigger: Trigger) -> None:
    other = made(RetentionAct.KEEP_AT_LEAST, "1 year", trigger)
    assert days(other, date(2026, 1, 10)) == (date(2027, 1, 11), date(2027, 1, 10))


@pytest.mark.parametrize(
    ("act", "period"),
    [
        (RetentionAct.DESTROY, None),
        (RetentionAct.DESTROY, "1 year"),
        (RetentionAct.KEEP_THEN_DESTROY, "3 years"),
    ],
)
def test_a_medical_record_outlives_any_rule_that_is_too_short(
    act: RetentionAct, period: str | None
) -> None:
    """MSAR 15(1): ten years, whatever the policy says."""
    found = days(made(act, period), date(2026, 1, 10), "medical-record")
    assert found == (date(2036, 1, 11), date(2036, 1, 10))


def test_the_longest_period_of_a_schedule_is_the_one_that_ends_last() -> None:
    """Days, months and years are compared on the calendar."""
    label = Text(en="record", ko="기록")
    periods = {"days": "400 days", "months": "13 months", "year": "1 year"}
    records = tuple(
        ScheduledRecord(id=name, label=label, period=Duration.model_validate(period))
        for name, period in periods.items()
    )
    schedule = Schedule(id="s", article="MSAR 15(1)", sure=LAW.schedules[0].sure, records=records)
    law = LawPack(
        id="made-up",
        name=label,
        acts=LAW.acts,
        articles=LAW.articles,
        rules=(),
        schedules=(schedule,),
    )
    rule = RULES["R6"].model_copy(update={"schedule": "s"})
    start = date(2026, 1, 10)
    found = held_until(rule, law, triggered=start, record_kind=None, today=TODAY)
    assert found == start + 400 * A_DAY


def test_a_hold_with_a_period_of_its_own_ends_with_it() -> None:
    """P15."""
    hold = made(RetentionAct.HOLD, "5 years", Trigger.STATUTE_NAMED)
    assert days(hold, date(2026, 1, 10)) == (date(2031, 1, 11), date(2031, 1, 10))


# -- dormancy (P9) --------------------------------------------------------------------------------


def test_a_dormant_account_is_separated_a_year_after_the_last_activity() -> None:
    assert separates_on(RULES["R3"], date(2025, 5, 23)) == date(2026, 5, 23)
    assert separates_on(RULES["R3"], date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize("rule", sorted(RULES.keys() - {"R3"}))
def test_no_other_rule_separates(rule: str) -> None:
    assert separates_on(RULES[rule], TODAY) is None


def test_nothing_separates_without_activity() -> None:
    assert separates_on(RULES["R3"], None) is None


def test_what_is_only_separated_is_never_due() -> None:
    """Without an end, separating is all the rule says."""
    endless = RULES["R3"].model_copy(update={"ends_with": None})
    assert days(endless, TODAY) == (None, None)


# -- which rule governs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "item", "rule"),
    [
        ("C1", "login-id", "R2"),
        ("C3", "connection-log", "R9"),  # the entry's own
        ("C3", "cookie", "R1"),
        ("C4", "mobile-phone", "R1"),  # the document states none (P7)
        ("C8", "email", "R1"),
        ("C8", "health-data", "R6"),
        ("C20", "footage", "R10"),  # implied
        ("C15", "voice-recording", "R1"),
    ],
)
def test_the_entrys_rule_goes_before_the_points_and_that_before_the_default(
    point: str, item: str, rule: str
) -> None:
    at = POLICY.point_index[point]
    entry = next((e for e in at.entries if e.item == item), None)
    assert governing_rule(POLICY, at, entry).id == rule


def test_every_item_of_every_point_has_a_rule() -> None:
    for point in POLICY.points:
        entries: list[Entry | None] = [*point.entries, None]
        assert all(governing_rule(POLICY, point, entry) for entry in entries)


def test_a_policy_without_the_rule_says_so() -> None:
    bare = POLICY.model_copy(update={"retention": (RULES["R2"],)})
    lost = Entry(item="memo", requirement=Requirement.OPTIONAL, retention="R77")
    with pytest.raises(UnknownId, match="R77"):
        governing_rule(bare, POLICY.point_index["C4"], lost)
    with pytest.raises(UnknownId, match="R1"):
        governing_rule(bare, POLICY.point_index["C4"], None)


# -- requests (P27) -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-05-23T10:00:00+09:00", "2026-06-02"),
        ("2026-05-23T16:00:00+00:00", "2026-06-03"),  # already the 24th in Korea
        ("2026-12-25T00:00:00+09:00", "2027-01-04"),
    ],
)
def test_a_request_is_answered_within_the_days_of_the_policy(received: str, last: str) -> None:
    assert answer_by(POLICY, datetime.fromisoformat(received)) == date.fromisoformat(last)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        answer_by(POLICY, datetime(2026, 5, 23, tzinfo=UTC).replace(tzinfo=None))
