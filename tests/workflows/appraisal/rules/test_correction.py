"""限期改正: half a year, at most a year, its reminders and its three outcomes (4.4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.appraisal.rules import CorrectionRule, Outcome, Reassessment, length_refused, outcome_refused
from workflows.engine.months import months_after

RULE = CorrectionRule()
START, DUE = date(2026, 1, 31), date(2026, 7, 31)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def found(
    outcome: Outcome, on: date = DUE, reason: str = "已按时参加组织生活。", until: date | None = None
) -> Reassessment:
    return Reassessment(outcome, on, reason, until)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 31), None, date(2026, 7, 31)),
        (date(2026, 8, 31), None, date(2027, 2, 28)),
        (date(2023, 8, 31), None, date(2024, 2, 29)),
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_it_lasts_calendar_months(start: date, months: int | None, last: date) -> None:
    assert RULE.last_day(start, months) == last


def test_it_is_reminded_of_a_month_and_a_week_before() -> None:
    assert RULE.remind_on(DUE) == (date(2026, 7, 1), date(2026, 7, 24))


@pytest.mark.parametrize("months", [1, 6, 12])
def test_up_to_a_year_is_allowed(months: int) -> None:
    assert length_refused(RULE, months) == ""


@pytest.mark.parametrize("months", [0, 13])
def test_more_than_a_year_is_not(months: int) -> None:
    assert length_refused(RULE, months) == f"限期改正一般6个月，应在1到12个月之间，现为{months}个月。"


@pytest.mark.parametrize(
    "outcome",
    [found(Outcome.LIFT), found(Outcome.PERSUADE), found(Outcome.EXTEND, until=date(2027, 1, 31))],
)
def test_each_of_the_three_outcomes_may_be_recorded_when_it_is_due(outcome: Reassessment) -> None:
    assert outcome_refused(RULE, START, DUE, outcome) == ()


def test_the_outcomes_have_their_words() -> None:
    assert [each.words for each in Outcome] == ["解除", "延长", "转劝其退党"]


def test_it_is_assessed_when_it_is_due_and_with_a_reason() -> None:
    assert outcome_refused(RULE, START, DUE, found(Outcome.LIFT, date(2026, 7, 30), " ")) == (
        "改正期到2026-07-31，期满才能复评。",
        "复评结论是解除，须写明改正情况和理由。",
    )


@pytest.mark.parametrize("until", [None, DUE, date(2027, 2, 1)])
def test_it_is_never_extended_beyond_a_year_from_its_first_day(until: date | None) -> None:
    assert outcome_refused(RULE, START, DUE, found(Outcome.EXTEND, until=until)) == (
        f"延长后的期限应晚于2026-07-31，最晚到2027-01-31（从2026-01-31起12个月），现为{until or '空'}。",
    )


def test_after_a_whole_year_it_is_not_extended_at_all() -> None:
    last = date(2027, 1, 31)

    assert outcome_refused(RULE, START, last, found(Outcome.EXTEND, last, until=date(2027, 2, 28))) == (
        "从2026-01-31起已满12个月，不能再延长。",
    )


def test_only_an_extension_has_a_new_day() -> None:
    assert outcome_refused(RULE, START, DUE, found(Outcome.LIFT, until=date(2026, 9, 1))) == (
        "复评结论是解除，不填延长到哪一天。",
    )


@given(DAYS, st.integers(1, 500))
def test_an_extension_is_allowed_exactly_up_to_the_year(start: date, days: int) -> None:
    due = RULE.last_day(start)
    until = due + timedelta(days=days)
    refused = outcome_refused(RULE, start, due, found(Outcome.EXTEND, due, until=until))

    assert (refused == ()) == (until <= months_after(start, 12))


def test_an_extension_ends_after_the_day_of_the_assessment() -> None:
    late = date(2026, 9, 1)

    assert outcome_refused(RULE, START, DUE, found(Outcome.EXTEND, late, until=late)) == (
        "延长后的期限应晚于2026-09-01，最晚到2027-01-31（从2026-01-31起12个月），现为2026-09-01。",
    )
    assert outcome_refused(RULE, START, DUE, found(Outcome.EXTEND, late, until=late + timedelta(days=1))) == ()
