"""What holds for every light, draw and day, tried on invented ones."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.rectification.rules.samples import CALENDAR
from workflows.rectification.rules import (
    Closed,
    Draw,
    Given,
    Light,
    LightFacts,
    Limit,
    LookBackRule,
    Outlook,
    Programme,
    Step,
    drawn,
    light_of,
    ready,
    ready_codes,
    steps_reached,
    usual_due,
)
from workflows.rectification.rules.dates import at_most_left

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
PROGRAMMES = st.sampled_from([ready(code) for code in ready_codes()])


@st.composite
def facts(draw: st.DrawFn, programme: Programme) -> LightFacts:
    code = draw(st.sampled_from([light.code for light in programme.lights]))
    return LightFacts(
        draw(st.none() | DAYS), draw(st.none() | DAYS), draw(st.none() | st.integers(0, 100)),
        draw(st.sampled_from(Outlook)), draw(st.booleans()), draw(st.none() | st.builds(Given, st.just(code), DAYS)),
    )  # fmt: skip


def rank(lights: tuple[Light, ...], code: str) -> int:
    return [light.code for light in lights].index(code) if code else -1


@given(st.data(), PROGRAMMES, DAYS, st.integers(0, 200))
def test_a_light_never_grows_milder_while_only_time_goes_by(
    data: Any, programme: Programme, today: date, more: int
) -> None:
    known = data.draw(facts(programme))
    now = light_of(programme.lights, known, today, CALENDAR)
    later = light_of(programme.lights, known, today + timedelta(days=more), CALENDAR)

    assert rank(programme.lights, later) >= rank(programme.lights, now)
    assert light_of(programme.lights, replace(known, closed=True), today, CALENDAR) == ""


@given(st.lists(st.sampled_from(["red", "yellow"]), max_size=12), st.integers(1, 4))
def test_n_in_a_row_never_comes_more_often_than_n_in_all(history: list[str], times: int) -> None:
    def reached(step: Step) -> int:
        return sum(bool(steps_reached([step], history[:n])) for n in range(1, len(history) + 1))

    assert reached(Step("red", times, consecutive=True)) <= reached(Step("red", times))
    assert reached(Step("red", times)) == Counter(history)["red"] // times


@given(
    st.builds(LookBackRule, st.just(3), st.integers(0, 100).map(Decimal), st.integers(0, 5), st.sampled_from(Draw),
              st.just(("grave",))),
    st.lists(st.builds(Closed, st.text("0123", max_size=3), st.sampled_from(["", "grave"]), st.integers(1, 2)),
             unique_by=lambda each: each.number),
    st.text(max_size=4),
)  # fmt: skip
def test_what_is_drawn_was_closed_and_nothing_grave_is_left_out(
    rule: LookBackRule, problems: list[Closed], seed: str
) -> None:
    found = set(drawn(rule, problems, seed))

    assert found <= {each.number for each in problems}
    assert {each.number for each in problems if each.severity == "grave" or each.turn > 1} <= found


@given(PROGRAMMES, st.data(), DAYS)
def test_a_limit_never_ends_before_it_began(programme: Programme, data: Any, day: date) -> None:
    limit: Limit = data.draw(st.sampled_from(programme.limits))
    due = usual_due(limit, day, CALENDAR)

    assert due is None or due > day


@given(DAYS, DAYS, st.integers(0, 30))
def test_days_left_are_counted_as_the_calendar_counts_them(last: date, today: date, days: int) -> None:
    assert at_most_left(last, days, today, CALENDAR, working=True) == (CALENDAR.between(today, last) <= days)
