"""Until when: days and months, the next review, extensions, days that cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.engine.months import months_after

from .dates import WorkDays, at_most_left, month_end
from .document import Section
from .sources import Limit, LimitKind


class Precision(StrEnum):
    """How exactly a due day is meant: the day itself, or any day of its month."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class ExtensionRule:
    """How often and by how many calendar days at most (None: any) a day may be moved, and whether only before it."""

    times: int = 1
    days: int | None = None
    on_time: bool = False
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "ExtensionRule":
        return cls(
            section.whole("times", 1, most=100),
            section.optional_whole("days"),
            section.flag("on_time"),
            section.optional_text("basis"),
        )


USUAL_EXTENSION = ExtensionRule()


def last_day(due_on: date, precision: Precision) -> date:
    """The last day in time: at month precision the month's last, so it is overdue from the first of the next."""
    return month_end(due_on) if precision is Precision.MONTH else due_on


def overdue(due_on: date, precision: Precision, today: date) -> bool:
    """Whether the day has gone by."""
    return today > last_day(due_on, precision)


def usual_due(limit: Limit, assigned_on: date, calendar: WorkDays) -> date | None:
    """The day that a kind of limit gives from the day of assignment; None: the host types one, or there is none."""
    if limit.days:
        return calendar.after(assigned_on, limit.days) if limit.working else assigned_on + timedelta(days=limit.days)
    return months_after(assigned_on, limit.months) if limit.months else None


def next_review(limit: Limit, last: date) -> date | None:
    """When one without a day is looked at next, from the last look or from the day it began; None: it has a day."""
    return months_after(last, limit.review_months) if limit.review_months else None


def reminder_reach(ahead: Sequence[int], today: date, calendar: WorkDays, *, working: bool) -> date | None:
    """The farthest last day that a reminder is told of today; None without any reminder."""
    if not ahead:
        return None
    return calendar.after(today, max(ahead)) if working else today + timedelta(days=max(ahead))


def reminder_now(ahead: Sequence[int], last: date, today: date, calendar: WorkDays, *, working: bool) -> int | None:
    """The reminder whose time has come, by its days ahead: the shortest reached, so a missed one is not sent later.

    None: it is too early for any, or the last day has gone by. Whoever sends it keeps what was sent.
    """
    if today > last:
        return None
    return min((days for days in ahead if at_most_left(last, days, today, calendar, working=working)), default=None)


def impossible_days(
    limit: Limit, found_on: date | None, assigned_on: date | None, due_on: date | None
) -> tuple[str, ...]:
    """One sentence for every day that cannot be; before the assignment (None) the last day may be left open."""
    wrong: list[str] = []
    if found_on and assigned_on and assigned_on < found_on:
        wrong.append(f"交办日期{assigned_on}早于发现日期{found_on}。")
    if limit.kind is LimitKind.SUSTAINED:
        return (*wrong, *([f"“{limit.name}”不设整改时限，按期复查，请删去时限。"] if due_on else []))
    if due_on is None:
        return () if assigned_on is None else (*wrong, f"“{limit.name}”应填写整改时限。")
    if found_on and due_on < found_on:
        wrong.append(f"整改时限{due_on}早于发现日期{found_on}。")
    elif assigned_on and due_on < assigned_on:
        wrong.append(f"整改时限{due_on}早于交办日期{assigned_on}。")
    return tuple(wrong)


def not_found_yet(found_on: date | None, today: date) -> str:
    """A sentence for what was found on a day to come; empty where it can be."""
    return f"发现日期{found_on}晚于今天，请核对。" if found_on and found_on > today else ""


def extension_refused(
    rule: ExtensionRule, due_on: date, precision: Precision, until: date, today: date, granted: int
) -> tuple[str, ...]:
    """Why a day may not be moved, one sentence each; `granted`: how often it was moved before."""
    wrong: list[str] = []
    last, wanted = last_day(due_on, precision), last_day(until, precision)
    if wanted <= last:
        wrong.append(f"延期后的时限应晚于现在的时限{last}。")
    if wanted < today:
        wrong.append(f"延期后的时限{wanted}已经过去。")
    if rule.days is not None and (wanted - last).days > rule.days:
        wrong.append(f"每次延期不超过{rule.days}天，最晚到{last + timedelta(days=rule.days)}。")
    if granted >= rule.times:
        wrong.append(f"已经延期{granted}次，最多延期{rule.times}次。")
    if rule.on_time and today > last:
        wrong.append(f"时限{last}已过，到期前才能申请延期。")
    return tuple(wrong)
