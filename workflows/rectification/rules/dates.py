"""Days that are worked, and the ends of months."""

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


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
