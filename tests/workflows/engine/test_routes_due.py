"""Until when a stay on a desk lasts: the stage's fixed day while it is ahead, else so many working days from today."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import do, open_desk, rating_at
from tests.world import World, make_world
from workflows.engine import calendar
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S

DESK = 5
"""Working days of the scoring desk where the round says nothing."""


@pytest.fixture
def cast(db: None) -> World:
    """Return the cast before any round is open."""
    return make_world()


def away(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def working(days: int) -> date:
    """The day so many working days from today."""
    return calendar.around(away(0)).after(away(0), days)


def due_of_scoring(world: World, **stage: object) -> date | None:
    """The last day of the scoring desk in a round that says this of it."""
    world.round(stages={"scoring": stage})
    return open_desk(rating_at(world, S.SCORING)).due_on


@pytest.mark.parametrize("ahead", [0, 1, 40])
def test_a_fixed_day_that_is_not_past_is_the_last_one(cast: World, ahead: int) -> None:
    assert due_of_scoring(cast, due_on=away(ahead).isoformat()) == away(ahead)


def test_after_the_fixed_day_a_desk_has_its_working_days(cast: World) -> None:
    assert due_of_scoring(cast, due_on=away(-1).isoformat()) == working(DESK)


def test_after_the_fixed_day_a_desk_has_the_working_days_of_the_round(cast: World) -> None:
    assert due_of_scoring(cast, due_on=away(-1).isoformat(), days=9) == working(9)


def test_a_round_may_give_a_desk_other_working_days(cast: World) -> None:
    assert due_of_scoring(cast, days=2) == working(2)


def test_a_rating_returned_after_the_fixed_day_gets_working_days(cast: World) -> None:
    cast.round(stages={"self_assessing": {"due_on": away(-1).isoformat(), "days": 3}})
    rating = rating_at(cast, S.SCORING)

    do(actions.send_back, cast, rating, "staff", to=S.SELF_ASSESSING, comment="请补充材料。")

    assert open_desk(rating).due_on == working(3)


def test_a_rating_returned_before_the_fixed_day_keeps_it(cast: World) -> None:
    cast.round(stages={"self_assessing": {"due_on": away(20).isoformat(), "days": 3}})
    rating = rating_at(cast, S.SCORING)

    do(actions.send_back, cast, rating, "staff", to=S.SELF_ASSESSING, comment="请补充材料。")

    assert open_desk(rating).due_on == away(20)
