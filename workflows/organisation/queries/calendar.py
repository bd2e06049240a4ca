"""Reading the calendar: a year by months, what a set of days would change, and a mark that tells two states apart."""

import hashlib
from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.engine.models import DayOff

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Day:
    """One day as the page shows it: whether it is worked, and what is said of it when it differs from the week."""

    on: date
    works: bool
    word: str
    name: str


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday on (None: a day of another month), with the number of its working days."""

    number: int
    weeks: list[list[Day | None]]
    works: int


@dataclass(frozen=True)
class Difference:
    """What a day was and what it is to be, in words; `row` is how it is to be."""

    row: DayOff
    before: str
    after: str

    @property
    def day(self) -> date:
        """The day itself."""
        return self.row.day

    @property
    def is_exception(self) -> bool:
        """Whether a row is needed: a plain day without a name has none."""
        return self.row.works != plain(self.day) or bool(self.row.name)


def plain(day: date) -> bool:
    """Whether a day is worked in a week without holidays."""
    return day.weekday() < 5


def dated(day: date) -> str:
    """A day with its weekday, as people write it: 2026-01-04 周日."""
    return f"{day:%Y-%m-%d} 周{WEEKDAYS[day.weekday()]}"


def months(year: int, rows: Mapping[date, DayOff]) -> list[Month]:
    """The twelve months of a year. No statement."""
    return [_month(year, number, rows) for number in range(1, 13)]


def _month(year: int, number: int, rows: Mapping[date, DayOff]) -> Month:
    weeks = [
        [_day(day, rows.get(day)) if day.month == number else None for day in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    return Month(number, weeks, sum(day.works for week in weeks for day in week if day))


def _day(day: date, row: DayOff | None) -> Day:
    works = row.works if row else plain(day)
    word = "" if works == plain(day) else "班" if works else "休"
    return Day(day, works, word, row.name if row else "")


def differences(days: Sequence[DayOff]) -> list[Difference]:
    """Of these days those that the calendar has otherwise, in order. One statement."""
    kept = DayOff.objects.in_bulk([row.day for row in days])
    found = [Difference(row, _worded(kept.get(row.day), row.day), _worded(row, row.day)) for row in days]
    return sorted((one for one in found if one.before != one.after), key=lambda one: one.day)


def _worded(row: DayOff | None, day: date) -> str:
    words = "上班" if (row.works if row else plain(day)) else "休息"
    return f"{words}（{row.name}）" if row and row.name else words


def mark(rows: Mapping[date, DayOff]) -> str:
    """What tells one state of a year's calendar from another."""
    text = "\n".join(f"{day} {row.works} {row.name}" for day, row in sorted(rows.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
