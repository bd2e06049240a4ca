"""催办: who can act is reminded, once a day, and the trail says who urged."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.engine.steps import all_is_well, do, rating_at, trail
from tests.workflows.engine.test_routes import leave
from tests.world import World, make_world
from workflows.engine import urging
from workflows.engine.models import Notice, Task
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return the cast in an open round."""
    world = make_world()
    world.round()
    Notice.objects.all().delete()
    return world


def told(world: World) -> list[str]:
    names = {user.pk: key for key, user in world.users.items()}
    return sorted(names[notice.user_id] for notice in Notice.objects.filter(text__contains="催办"))


def of(world: World, *branches: str) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.filter(process__in=[world.rating(branch).process_id for branch in branches])
    return found


def test_whoever_may_act_is_told_and_the_trail_says_who_urged(world: World) -> None:
    rating = world.rating("甲一支部")

    assert urging.urge(of(world, "甲一支部"), by=world.clerk) == 1
    assert told(world) == ["organiser", "secretary"]
    notice = Notice.objects.filter(text__contains="催办")[0]
    assert (notice.process_id, notice.text.startswith("郑思远催办：甲一支部")) == (rating.process_id, True)
    assert trail(rating) == ["open", "urge"]
    assert all_is_well()


def test_a_desk_is_urged_once_a_day(world: World) -> None:
    tasks = of(world, "甲一支部")

    assert [urging.urge(tasks, by=world.clerk) for _ in range(2)] == [1, 0]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert urging.urge(tasks, by=world.clerk) == 1


def test_a_desk_of_a_record_in_a_list_and_one_that_was_left_are_nobodys_to_be_urged(world: World) -> None:
    rating_at(world, S.LISTED)
    Notice.objects.all().delete()

    assert urging.urge(of(world, "甲一支部"), by=world.clerk) == 0
    assert told(world) == []


def test_a_desk_that_nobody_can_act_on_is_not_counted_as_urged(world: World) -> None:
    leave(world, "secretary", "organiser")

    assert urging.urge(of(world, "甲一支部", "甲二支部"), by=world.clerk) == 1
    assert (told(world), trail(world.rating("甲一支部"))) == (["sibling"], ["open"])


def test_what_was_handed_in_may_be_taken_back_after_somebody_urged(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    urging.urge(of(world, "甲一支部"), by=world.clerk)

    moved = do(actions.withdraw, world, rating, "secretary")

    assert moved.state == S.SELF_ASSESSING


def test_urging_costs_the_same_for_one_desk_and_for_many(world: World) -> None:
    def cost(*branches: str) -> int:
        tasks, by = of(world, *branches), world.clerk
        with CaptureQueriesContext(connection) as asked:
            urging.urge(tasks, by=by)
        return len(asked)

    assert cost("甲四支部") == cost("甲一支部", "甲二支部", "甲三支部") == 11
