"""Buckets at their bounds, and problems month by month."""

from datetime import date, timedelta

import pytest

from workflows.rectification.rules import Bucket, MonthFigures, bucket_of, trend

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("left", "bucket"),
    [(-30, Bucket.OVERDUE), (-1, Bucket.OVERDUE), (0, Bucket.TEN), (10, Bucket.TEN), (11, Bucket.TWENTY),
     (20, Bucket.TWENTY), (21, Bucket.LATER), (400, Bucket.LATER)],
)  # fmt: skip
def test_days_left_fall_into_their_bucket(left: int, bucket: Bucket) -> None:
    assert bucket_of(TODAY + timedelta(days=left), TODAY, closed=False) == bucket


def test_a_closed_problem_and_one_without_a_day_fall_into_none() -> None:
    assert bucket_of(TODAY, TODAY, closed=True) is None
    assert bucket_of(None, TODAY, closed=False) is None


def test_buckets_say_their_days_and_words() -> None:
    assert [(each.words, *each.days(TODAY)) for each in Bucket] == [
        ("已逾期", None, date(2026, 6, 14)),
        ("余0至10天", date(2026, 6, 15), date(2026, 6, 25)),
        ("余11至20天", date(2026, 6, 26), date(2026, 7, 5)),
        ("余20天以上", date(2026, 7, 6), None),
    ]


def test_months_say_what_came_what_was_closed_and_what_was_open() -> None:
    spans = [
        (date(2026, 4, 30), None),
        (date(2026, 5, 1), date(2026, 5, 31)),
        (date(2026, 5, 31), date(2026, 6, 1)),
    ]

    assert trend(spans, date(2026, 5, 20), date(2026, 6, 1)) == (
        MonthFigures(date(2026, 5, 1), came=2, closed=1, open_at_end=2),
        MonthFigures(date(2026, 6, 1), came=0, closed=1, open_at_end=1),
    )
