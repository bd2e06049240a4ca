"""Until when: days, months, reviews, extensions and days that cannot be."""

from datetime import date

import pytest

from tests.workflows.rectification.rules.samples import AUDIT, CALENDAR, FEEDBACK
from workflows.rectification.rules import (
    ExtensionRule,
    Limit,
    Precision,
    extension_refused,
    impossible_days,
    last_day,
    next_review,
    overdue,
    reminder_now,
    usual_due,
)

IMMEDIATE, DATED, SUSTAINED = FEEDBACK.limits
DAY, MONTH = Precision.DAY, Precision.MONTH
JUNE = date(2026, 6, 10)


def test_a_day_is_overdue_on_the_next_one() -> None:
    assert [overdue(JUNE, DAY, date(2026, 6, day)) for day in (10, 11)] == [False, True]


def test_a_month_is_overdue_from_the_first_of_the_next() -> None:
    assert last_day(JUNE, MONTH) == date(2026, 6, 30)
    assert overdue(JUNE, MONTH, date(2026, 6, 30)) is False
    assert overdue(JUNE, MONTH, date(2026, 7, 1)) is True


def test_working_days_of_a_limit_leave_the_holiday_out() -> None:
    assert usual_due(IMMEDIATE, date(2026, 9, 29), CALENDAR) == date(2026, 10, 19)


def test_calendar_days_and_months_of_a_limit_are_counted_from_the_assignment() -> None:
    assert usual_due(AUDIT.limits[0], date(2026, 3, 1), CALENDAR) == date(2026, 4, 30)
    assert usual_due(DATED, date(2026, 11, 30), CALENDAR) == date(2027, 2, 28)


def test_a_limit_without_days_leaves_the_day_open() -> None:
    assert usual_due(AUDIT.limits[1], JUNE, CALENDAR) is None
    assert usual_due(SUSTAINED, JUNE, CALENDAR) is None


def test_what_is_sustained_has_a_next_review_instead_of_a_day() -> None:
    assert next_review(SUSTAINED, date(2026, 1, 31)) == date(2026, 4, 30)
    assert next_review(DATED, date(2026, 1, 31)) is None


@pytest.mark.parametrize(
    ("today", "ahead"),
    [
        (date(2026, 9, 17), None),
        (date(2026, 9, 18), 10),
        (date(2026, 9, 28), 10),
        (date(2026, 9, 29), 3),
        (date(2026, 10, 8), 1),
        (date(2026, 10, 9), 1),
        (date(2026, 10, 10), None),
    ],
)
def test_the_shortest_reminder_reached_is_sent_in_working_days(today: date, ahead: int | None) -> None:
    last = date(2026, 10, 9)

    assert reminder_now(FEEDBACK.reminders, last, today, CALENDAR, working=FEEDBACK.reminders_working) == ahead


def test_reminders_in_calendar_days_count_every_day() -> None:
    last = date(2026, 10, 9)

    assert [reminder_now((10, 3), last, date(2026, 9, day), CALENDAR, working=False) for day in (28, 29)] == [None, 10]


@pytest.mark.parametrize(
    ("limit", "found", "assigned", "due", "sentences"),
    [
        (DATED, JUNE, JUNE, JUNE, ()),
        (DATED, JUNE, JUNE, date(2026, 6, 9), ("整改时限2026-06-09早于发现日期2026-06-10。",)),
        (DATED, None, JUNE, date(2026, 6, 9), ("整改时限2026-06-09早于交办日期2026-06-10。",)),
        (DATED, JUNE, date(2026, 6, 1), date(2026, 7, 1), ("交办日期2026-06-01早于发现日期2026-06-10。",)),
        (DATED, JUNE, JUNE, None, ("“限期整改”应填写整改时限。",)),
        (SUSTAINED, JUNE, JUNE, None, ()),
        (SUSTAINED, JUNE, JUNE, JUNE, ("“长期坚持”不设整改时限，按期复查，请删去时限。",)),
    ],
)
def test_days_that_cannot_be_are_said(
    limit: Limit, found: date | None, assigned: date, due: date | None, sentences: tuple[str, ...]
) -> None:
    assert impossible_days(limit, found, assigned, due) == sentences


def test_an_extension_within_the_rule_is_not_refused() -> None:
    rule = ExtensionRule(times=1, days=30, on_time=True)

    assert extension_refused(rule, JUNE, DAY, date(2026, 7, 10), JUNE, 0) == ()


def test_an_extension_against_every_rule_hears_each() -> None:
    rule = ExtensionRule(times=1, days=30, on_time=True)

    assert extension_refused(rule, JUNE, DAY, date(2026, 7, 11), date(2026, 6, 11), 1) == (
        "每次延期不超过30天，最晚到2026-07-10。",
        "已经延期1次，最多延期1次。",
        "时限2026-06-10已过，到期前才能申请延期。",
    )


def test_an_extension_goes_forward() -> None:
    assert extension_refused(ExtensionRule(), JUNE, MONTH, date(2026, 6, 30), date(2026, 7, 2), 0) == (
        "延期后的时限应晚于现在的时限2026-06-30。",
        "延期后的时限2026-06-30已经过去。",
    )
