"""Lights of deadlines at their boundaries, across holidays and worked weekends, and counting there and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine import calendar
from workflows.engine.calendar import Light, WorkCalendar, light

# The national holiday of 2026 with the Sunday and the Saturday worked for it, and the Monday after. 依据: domain 6.6.
OFF = {date(2026, 10, day): False for day in range(1, 8)}
AUTUMN = WorkCalendar(OFF | {date(2026, 9, 20): True, date(2026, 10, 10): True})


@pytest.mark.parametrize(
    ("today", "due_on", "level", "text"),
    [
        ("09-30", "09-30", "yellow", "今日到期"),
        ("10-03", "10-03", "yellow", "今日到期"),
        ("09-30", "10-08", "yellow", "余1个工作日"),
        ("09-30", "10-09", "yellow", "余2个工作日"),
        ("09-30", "10-10", "yellow", "余3个工作日"),
        ("09-30", "10-12", "green", "余4个工作日"),
        ("10-01", "10-12", "green", "余4个工作日"),
        ("10-09", "10-10", "yellow", "余1个工作日"),
        ("09-18", "09-20", "yellow", "余1个工作日"),
        ("09-18", "09-22", "yellow", "余3个工作日"),
        ("09-18", "09-23", "green", "余4个工作日"),
        ("09-29", "09-28", "red", "逾期1个工作日"),
        ("10-01", "09-30", "red", "逾期1个工作日"),
        ("10-07", "09-30", "red", "逾期1个工作日"),
        ("10-08", "09-30", "red", "逾期1个工作日"),
        ("10-09", "09-30", "red", "逾期2个工作日"),
        ("10-12", "09-30", "red", "逾期4个工作日"),
    ],
)
def test_a_light_counts_working_days(today: str, due_on: str, level: str, text: str) -> None:
    days = [date.fromisoformat(f"2026-{day}") for day in (due_on, today)]

    assert light(AUTUMN, *days) == Light(level, text)


def test_what_has_no_last_day_has_no_light() -> None:
    assert light(AUTUMN, None, date(2026, 9, 30)) is None


@pytest.mark.django_db
def test_the_calendar_around_a_day_reaches_as_far_as_any_deadline() -> None:
    calendar.seed(2026)

    around = calendar.around(date(2026, 6, 30))

    assert not around.works(date(2026, 1, 1))
    assert not around.works(date(2026, 10, 1))


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CALENDARS = st.builds(WorkCalendar, st.dictionaries(DAYS, st.booleans(), max_size=60))


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_n_working_days_away(days: WorkCalendar, start: date, n: int) -> None:
    end = days.after(start, n)

    assert days.works(end)
    assert days.between(start, end) == n
    assert days.between(end, start) == -n


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_a_start_that_counts_saves_a_day_when_it_is_worked(days: WorkCalendar, start: date, n: int) -> None:
    end = days.after(start, n, start_counts=True)

    assert end == days.after(start - timedelta(days=1), n)
    assert end == (days.after(start, n - days.works(start)) if n > days.works(start) else start)


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_working_days_add_up(days: WorkCalendar, first: date, middle: date, last: date) -> None:
    assert days.between(first, middle) + days.between(middle, last) == days.between(first, last)
