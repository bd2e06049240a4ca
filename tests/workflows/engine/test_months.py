"""Months later end where the month does."""

from datetime import date

import pytest

from workflows.engine.months import months_after


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 30), 14, date(2028, 1, 30)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, other: date) -> None:
    assert months_after(day, months) == other
