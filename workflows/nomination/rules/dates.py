"""Years and months between days, and periods of them."""

from datetime import date, timedelta
from typing import NamedTuple

from workflows.engine.months import months_after

ONE_DAY = timedelta(days=1)


def years_after(day: date, years: int) -> date:
    """The anniversary: of 29 February it is 28 February in a common year."""
    return months_after(day, 12 * years)


def reached(since: date, years: int, on: date, *, boundary: bool = True) -> bool:
    """Whether so many years have gone by; `boundary`: whether the anniversary itself is late enough."""
    anniversary = years_after(since, years)
    return anniversary <= on if boundary else anniversary < on


def span_words(since: date, on: date) -> str:
    """满2年3个月, in whole months; 不满1个月; 尚未开始."""
    if since > on:
        return "尚未开始"
    months = (on.year - since.year) * 12 + on.month - since.month
    if months_after(since, months) > on:
        months -= 1
    years, rest = divmod(months, 12)
    words = (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")
    return f"满{words}" if words else "不满1个月"


class Period(NamedTuple):
    """Days from the first to the last, both included; without a last one it still goes on."""

    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


def runs(periods: list[Period], on: date) -> list[tuple[date, date]]:
    """What the periods cover up to a day, joined where they touch or overlap; each run ends before its second day."""
    found: list[tuple[date, date]] = []
    for since, until in sorted((each.since, each.until or on) for each in periods):
        end = min(until + ONE_DAY, on)
        if since >= end:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((since, end))
    return found
