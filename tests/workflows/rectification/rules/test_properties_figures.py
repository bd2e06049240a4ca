"""What holds for every figure, text and column, tried on invented ones."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workflows.rectification.rules import (
    Bucket,
    Counted,
    Rate,
    Standing,
    bucket_of,
    by_lead,
    closure_rate,
    likeness,
    trend,
)
from workflows.rectification.rules.repeats import plain

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
UNITS = st.sampled_from("ABCD")
COUNTS = st.dictionaries(st.sampled_from(Standing), st.integers(0, 5000))
PROBLEMS = st.lists(
    st.builds(
        Counted, st.text("123", min_size=1, max_size=2), UNITS, st.sampled_from(Standing), st.integers(1, 3),
        st.frozensets(UNITS),
    )
)  # fmt: skip


@given(DAYS, DAYS)
def test_every_open_problem_with_a_day_falls_into_exactly_one_bucket(last: date, today: date) -> None:
    def holds(bucket: Bucket) -> bool:
        first, until = bucket.days(today)
        return (first is None or first <= last) and (until is None or last <= until)

    assert [bucket for bucket in Bucket if holds(bucket)] == [bucket_of(last, today, closed=False)]


@given(COUNTS, st.frozensets(st.sampled_from(Standing)))
def test_a_rate_lies_between_nothing_and_all_and_the_wide_one_is_no_smaller(
    counts: dict[Standing, int], counted: frozenset[Standing]
) -> None:
    rate = closure_rate(counts, counted)

    assert 0 <= rate.strict.part <= rate.wide.part <= rate.wide.whole == sum(counts.values())
    assert 0 <= rate.official.part <= rate.official.whole
    assert all(0 <= (each.percent or 0) <= 100 for each in (rate.official, rate.strict, rate.wide))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percentage_is_within_half_a_hundredth(part: int, whole: int) -> None:
    percent = Rate(part, whole).percent or Decimal(0)

    assert abs(percent * whole * 2 - Decimal(200) * part) <= Decimal("0.01") * whole


@given(PROBLEMS)
def test_each_problem_counts_once(problems: list[Counted]) -> None:
    figures = by_lead(problems)

    assert sum(sum(each.led.values()) for each in figures.values()) == len({each.key for each in problems})


@given(st.lists(st.tuples(DAYS, st.integers(0, 400) | st.none())))
def test_what_is_open_at_the_end_is_what_came_less_what_was_closed(rows: list[tuple[date, int | None]]) -> None:
    spans = [(start, None if days is None else start + timedelta(days=days)) for start, days in rows]
    months = trend(spans, date(2026, 1, 1), date(2029, 12, 1))

    assert months[-1].open_at_end == sum(each.came - each.closed for each in months)
    assert sum(each.came for each in months) == len(spans)


@given(st.text(), st.text())
def test_likeness_is_the_same_both_ways_and_whole_for_the_same_text(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == (1 if plain(one) else 0)
