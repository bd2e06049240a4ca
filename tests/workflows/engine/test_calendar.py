"""Working days of 2026 and the last days of public notices. 依据: domain 6.6."""

from datetime import date

import pytest

from workflows.engine import calendar
from workflows.engine.models import DayOff

pytestmark = pytest.mark.django_db

MONTHS = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
NOTICES = [
    # begins, 5 working days, the first day counted, 7 working days, 5 calendar days
    ("2026-02-12", "02-26", "02-25", "02-28", "02-17"),
    ("2026-04-29", "05-09", "05-08", "05-12", "05-04"),
    ("2026-06-16", "06-24", "06-23", "06-26", "06-21"),
    ("2026-09-18", "09-24", "09-23", "09-29", "09-23"),
    ("2026-09-22", "09-30", "09-29", "10-09", "09-27"),
    ("2026-09-29", "10-12", "10-10", "10-14", "10-04"),
]


@pytest.fixture
def year() -> calendar.WorkCalendar:
    """Return the calendar of 2026 as seeded."""
    calendar.seed(2026)
    return calendar.load(date(2026, 1, 1), date(2026, 12, 31))


def test_2026_has_248_working_days_month_by_month(year: calendar.WorkCalendar) -> None:
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    worked = [day for day in days if year.works(day)]

    assert len(worked) == 248
    assert [sum(day.month == month for day in worked) for month in range(1, 13)] == MONTHS


@pytest.mark.parametrize(("start", "five", "five_with_start", "seven", "plain"), NOTICES)
def test_a_notice_ends_on_the_day_the_office_counts(
    year: calendar.WorkCalendar, start: str, five: str, five_with_start: str, seven: str, plain: str
) -> None:
    begins = date.fromisoformat(start)

    def last(days: int, *, working: bool = True, start_counts: bool = False) -> str:
        return f"{calendar.public_until(year, begins, days, working=working, start_counts=start_counts):%m-%d}"

    assert last(5) == five
    assert last(5, start_counts=True) == five_with_start
    assert last(7) == seven
    assert last(5, working=False) == plain


def test_a_start_on_a_day_off_is_not_counted(year: calendar.WorkCalendar) -> None:
    assert year.after(date(2026, 10, 1), 1, start_counts=True) == date(2026, 10, 8)


def test_days_between_are_counted_both_ways(year: calendar.WorkCalendar) -> None:
    assert year.between(date(2026, 9, 29), date(2026, 10, 12)) == 5
    assert year.between(date(2026, 10, 12), date(2026, 9, 29)) == -5


def test_seeding_again_leaves_what_the_office_changed() -> None:
    calendar.seed(2026)
    DayOff.objects.filter(day=date(2026, 1, 2)).update(works=True)

    assert calendar.seed(2026) == 0
    assert calendar.load(date(2026, 1, 1), date(2026, 1, 31)).works(date(2026, 1, 2))


def test_a_year_that_is_not_published_yet_cannot_be_seeded() -> None:
    with pytest.raises(NotImplementedError):
        calendar.seed(2099)
