"""Working days: plain weeks corrected by the rows of DayOff. Dates are days of the office's own time zone.

依据: domain 6.6 (国务院办公厅 2025-11-04 通知), 3.7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from workflows.engine.models import DayOff

ONE = timedelta(days=1)
SOON = 3
"""Working days from which a deadline is near."""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: Monday to Friday, except what `exceptions` says (True: worked, False: off)."""

    exceptions: Mapping[date, bool]

    def works(self, day: date) -> bool:
        """Whether the day is worked."""
        return self.exceptions.get(day, day.weekday() < 5)

    def after(self, start: date, days: int, *, start_counts: bool = False) -> date:
        """The day on which the n-th working day falls, counted from the day after `start`.

        With `start_counts` the start itself is the first, when it is worked.
        """
        day = start if start_counts else start + ONE
        left = days
        while True:
            left -= self.works(day)
            if left <= 0:
                return day
            day += ONE

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` lies before."""
        if last < first:
            return -self.between(last, first)
        return sum(self.works(first + ONE * n) for n in range(1, (last - first).days + 1))


@dataclass(frozen=True)
class Light:
    """How much time is left: a colour, and always the words."""

    level: str
    text: str


def light(days: WorkCalendar, due_on: date | None, today: date) -> Light | None:
    """The light of a deadline: 逾期 red, today or up to 3 working days yellow, more green; None without one."""
    if due_on is None:
        return None
    left = days.between(today, due_on)
    if due_on < today:
        return Light("red", f"逾期{max(-left, 1)}个工作日")
    if due_on == today:
        return Light("yellow", "今日到期")
    return Light("yellow" if left <= SOON else "green", f"余{left}个工作日")


def load(first: date, last: date) -> WorkCalendar:
    """The calendar of a span of days. One statement."""
    return WorkCalendar(dict(DayOff.objects.filter(day__range=(first, last)).values_list("day", "works")))


def around(day: date) -> WorkCalendar:
    """The calendar from half a year before to a year after a day. One statement."""
    return load(day - ONE * 183, day + ONE * 366)


def within_a_year(day: date) -> bool:
    """Whether a day to come is near enough to be meant: no deadline and no 公示 lies farther ahead."""
    return day <= timezone.localdate() + ONE * 366


def public_until(calendar: WorkCalendar, start: date, days: int, *, working: bool, start_counts: bool) -> date:
    """The last day of a 公示 of so many days, working or calendar, that begins on `start`."""
    if working:
        return calendar.after(start, days, start_counts=start_counts)
    return start + ONE * (days - start_counts)


def exceptions(year: int) -> dict[date, DayOff]:
    """The days of a year that differ from the plain week, as the office keeps them, by day. One statement."""
    return {row.day: row for row in DayOff.objects.filter(day__year=year).order_by("day")}


def missing(today: date) -> int | None:
    """The year whose calendar should be there and is not: this one, in December the next one too. One statement."""
    wanted = [today.year, today.year + 1] if today.month == 12 else [today.year]
    # A span, not the year cut out of each date: that reads the index.
    span = (date(today.year, 1, 1), date(today.year + 1, 12, 31))
    known = {day.year for day in DayOff.objects.filter(day__range=span).values_list("day", flat=True)}
    return next((year for year in wanted if year not in known), None)


def published(year: int) -> list[DayOff]:
    """A year's exceptions, unsaved, as `chinesecalendar` has them.

    Raises NotImplementedError when the library does not know the year yet: next year's is published in November.
    """
    import chinese_calendar

    days = [date(year, 1, 1) + ONE * n for n in range(366) if (date(year, 1, 1) + ONE * n).year == year]
    return [
        DayOff(day=day, works=works, name="调休上班" if works else _holiday(day))
        for day in days
        if (works := chinese_calendar.is_workday(day)) != (day.weekday() < 5)
    ]


def _holiday(day: date) -> str:
    """What the library calls a day off: 春节."""
    import chinese_calendar

    name = chinese_calendar.get_holiday_detail(day)[1]
    return str(chinese_calendar.Holiday(name).chinese) if name else "放假"


@transaction.atomic
def seed(year: int) -> int:
    """Fill a year's exceptions from the library, leaving rows that somebody already edited. Returns rows added.

    Raises NotImplementedError as `published`.
    """
    kept = exceptions(year)
    rows = [row for row in published(year) if row.day not in kept]
    return len(DayOff.objects.bulk_create(rows, ignore_conflicts=True))
