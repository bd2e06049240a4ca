"""Days that are worked, and months between days. A day that a month lacks is that month's last one."""

from calendar import monthrange
from datetime import date
from typing import Protocol


class WorkDays(Protocol):
    """Which days are worked; the engine's calendar answers."""

    def after(self, start: date, days: int) -> date:
        """The n-th working day after `start`."""


def at_most_left(last: date, days: int, today: date, calendar: WorkDays, *, working: bool) -> bool:
    """Whether at most so many days, calendar or working, remain after today up to and including the last."""
    # From today on: a few steps, however far away the last day is.
    return last < calendar.after(today, days + 1) if working else (last - today).days <= days


def months_after(day: date, months: int) -> date:
    """The same day so many months later: 31 January, one month later, is 28 or 29 February."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
