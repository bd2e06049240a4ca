"""The four conventions of 5.6, each from the programme it ships in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.workflows.rectification.rules.samples import CALENDAR, ENVIRONMENT, FEEDBACK, PROTECTION, SUPERVISION
from workflows.rectification.rules import (
    Given,
    Light,
    LightFacts,
    Outlook,
    Programme,
    Tone,
    When,
    behind,
    light_of,
)

DUE = date(2026, 6, 30)
STARTED = date(2026, 4, 1)
FACTS = LightFacts(due_on=DUE, started_on=STARTED, percent=100)


def light(programme: Programme, facts: LightFacts, today: date) -> str:
    return light_of(programme.lights, facts, today, CALENDAR)


@pytest.mark.parametrize(
    ("today", "code"),
    [(date(2026, 6, 22), ""), (date(2026, 6, 23), "blue"), (DUE, "blue"), (date(2026, 7, 1), "red")],
)
def test_suqian_is_blue_when_the_day_is_near_and_red_when_it_is_over(today: date, code: str) -> None:
    assert light(FEEDBACK, FACTS, today) == code


def test_suqian_is_yellow_when_work_lags_or_is_poor() -> None:
    half = STARTED + timedelta(days=45)

    assert light(FEEDBACK, replace(FACTS, percent=30), half) == ""
    assert light(FEEDBACK, replace(FACTS, percent=29), half) == "yellow"
    assert light(FEEDBACK, replace(FACTS, poor=True), half) == "yellow"
    assert light(FEEDBACK, replace(FACTS, poor=True), date(2026, 7, 1)) == "red"


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (DUE, ""),
        (date(2026, 7, 1), "blue"),
        (date(2026, 7, 7), "blue"),
        (date(2026, 7, 8), "orange"),
        (date(2026, 7, 14), "orange"),
        (date(2026, 7, 15), "red"),
    ],
)
def test_sanming_goes_from_blue_to_orange_to_red_as_each_slip_runs_out(today: date, code: str) -> None:
    assert light(SUPERVISION, FACTS, today) == code


def test_sanming_may_give_orange_or_red_at_once() -> None:
    given = date(2026, 5, 6)

    assert light(SUPERVISION, replace(FACTS, given=Given("orange", given)), given) == "orange"
    assert light(SUPERVISION, replace(FACTS, given=Given("orange", given)), date(2026, 5, 13)) == "orange"
    assert light(SUPERVISION, replace(FACTS, given=Given("orange", given)), date(2026, 5, 14)) == "red"
    assert light(SUPERVISION, replace(FACTS, given=Given("red", given)), given) == "red"


@pytest.mark.parametrize(
    ("outlook", "code"), [(Outlook.ON_TRACK, ""), (Outlook.SLOW, "yellow"), (Outlook.UNLIKELY, "red")]
)
def test_guangyuan_goes_by_what_is_expected(outlook: Outlook, code: str) -> None:
    assert light(PROTECTION, replace(FACTS, outlook=outlook), STARTED) == code


@pytest.mark.parametrize("code", ["green", "yellow", "red"])
def test_longchang_goes_by_the_card_last_given(code: str) -> None:
    assert light(ENVIRONMENT, replace(FACTS, given=Given(code, STARTED)), date(2026, 12, 31)) == code


def test_longchang_shows_nothing_before_a_card_is_given() -> None:
    assert light(ENVIRONMENT, FACTS, date(2026, 12, 31)) == ""


@pytest.mark.parametrize("programme", [FEEDBACK, SUPERVISION, PROTECTION, ENVIRONMENT])
def test_a_closed_problem_shows_no_light(programme: Programme) -> None:
    facts = replace(FACTS, closed=True, poor=True, outlook=Outlook.UNLIKELY, given=Given("red", STARTED))

    assert light(programme, facts, date(2027, 1, 1)) == ""


def test_what_has_no_day_is_neither_near_nor_over() -> None:
    assert light(FEEDBACK, LightFacts(), date(2099, 1, 1)) == ""
    assert behind(LightFacts(percent=0), DUE) is False


def test_a_light_that_follows_one_without_a_day_waits_for_a_day() -> None:
    assert light(SUPERVISION, LightFacts(given=Given("blue", STARTED)), STARTED) == "blue"
    assert light(SUPERVISION, LightFacts(), date(2099, 1, 1)) == ""


def test_days_past_the_due_day_are_counted_before_a_light_shows_and_before_the_next_one_follows() -> None:
    late = Light("late", "迟", Tone.YELLOW, (When.OVERDUE,), days=3)
    worse = Light("worse", "更迟", Tone.RED, (When.LAPSED,), days=2, after="late")
    shown = [light_of((late, worse), FACTS, DUE + timedelta(days=n), CALENDAR) for n in (3, 4, 5, 6)]

    assert shown == ["", "late", "late", "worse"]


def test_colours_of_the_four_conventions() -> None:
    colours = [[each.tone for each in each.lights] for each in (FEEDBACK, SUPERVISION, PROTECTION, ENVIRONMENT)]

    assert colours == [
        [Tone.BLUE, Tone.YELLOW, Tone.RED],
        [Tone.BLUE, Tone.ORANGE, Tone.RED],
        [Tone.YELLOW, Tone.RED],
        [Tone.GREEN, Tone.YELLOW, Tone.RED],
    ]
