"""Open problems by the days that are left and by the days gone, and problems month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.engine.months import months_after

from .dates import month_end

ONE_DAY = timedelta(days=1)


class Bucket(StrEnum):
    """By calendar days left, none overlapping: 逾期, 0-10, 11-20, more than 20."""

    OVERDUE = "overdue"
    TEN = "ten"
    TWENTY = "twenty"
    LATER = "later"

    @property
    def words(self) -> str:
        """逾期, 10天以内 …"""
        return BUCKET_WORDS[self]

    def days(self, today: date) -> tuple[date | None, date | None]:
        """The first and last of the last days in time that fall into it; None: no bound on that side."""
        first, last = BOUNDS[self]
        return (
            None if first is None else today + ONE_DAY * first,
            None if last is None else today + ONE_DAY * last,
        )


BUCKET_WORDS = {
    Bucket.OVERDUE: "已逾期",
    Bucket.TEN: "余0至10天",
    Bucket.TWENTY: "余11至20天",
    Bucket.LATER: "余20天以上",
}
BOUNDS: dict[Bucket, tuple[int | None, int | None]] = {
    Bucket.OVERDUE: (None, -1),
    Bucket.TEN: (0, 10),
    Bucket.TWENTY: (11, 20),
    Bucket.LATER: (21, None),
}


class Age(StrEnum):
    """By calendar days since it was handed over, none overlapping: up to 30, 31-90, 91-180, more than 180."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    OLDER = "older"

    @property
    def words(self) -> str:
        """30天以内 …"""
        return AGE_WORDS[self]

    def days(self, today: date) -> tuple[date | None, date]:
        """The first and last of the days of handing over that fall into it; None: no bound."""
        first, last = AGES[self]
        return (None if last is None else today - ONE_DAY * last, today - ONE_DAY * first)


AGE_WORDS = {
    Age.MONTH: "30天以内",
    Age.QUARTER: "31至90天",
    Age.HALF: "91至180天",
    Age.OLDER: "180天以上",
}
AGES: dict[Age, tuple[int, int | None]] = {
    Age.MONTH: (0, 30),
    Age.QUARTER: (31, 90),
    Age.HALF: (91, 180),
    Age.OLDER: (181, None),
}


def age_of(assigned_on: date | None, today: date, *, closed: bool) -> Age | None:
    """The age of a problem by the day it was handed over; None for a closed one and for one not handed over."""
    if closed or assigned_on is None:
        return None
    gone = (today - assigned_on).days
    return next(age for age, (_, most) in AGES.items() if most is None or gone <= most)


def bucket_of(last_day: date | None, today: date, *, closed: bool) -> Bucket | None:
    """The bucket of a problem by its last day in time; None for a closed one and for one without a day."""
    if closed or last_day is None:
        return None
    left = (last_day - today).days
    return next(bucket for bucket, (_, most) in BOUNDS.items() if most is None or left <= most)


@dataclass(frozen=True)
class MonthFigures:
    """A month: how many came, how many were closed, how many were open at its end."""

    first: date
    came: int
    closed: int
    open_at_end: int


def trend(spans: Iterable[tuple[date, date | None]], since: date, until: date) -> tuple[MonthFigures, ...]:
    """Month by month from the month of `since` to that of `until`; a span: when a problem came and was closed."""
    kept, month, found = list(spans), since.replace(day=1), []
    while month <= until:
        found.append(_month(kept, month, month_end(month)))
        month = months_after(month, 1)
    return tuple(found)


def _month(spans: list[tuple[date, date | None]], first: date, last: date) -> MonthFigures:
    came = sum(first <= start <= last for start, _ in spans)
    closed = sum(end is not None and first <= end <= last for _, end in spans)
    still = sum(start <= last and (end is None or end > last) for start, end in spans)
    return MonthFigures(first, came, closed, still)
