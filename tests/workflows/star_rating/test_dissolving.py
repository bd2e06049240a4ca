"""A list that nobody is left for ends by itself; one that somebody may still enter waits."""

import pytest
from django.utils import timezone

from tests.world import World, make_world
from workflows.star_rating import actions
from workflows.star_rating.states import ListState


@pytest.fixture
def world(db: None) -> World:
    """乙一支部, the only branch of its unit, has handed in its own score."""
    world = make_world()
    world.round()
    world.submit("乙一支部", world.outsider)
    return world


def test_a_list_waits_while_a_branch_may_still_enter_it(world: World) -> None:
    assert actions.dissolve_due(timezone.localdate()) == 0

    world.review("乙一支部", world.other_deputy)
    assert actions.dissolve_due(timezone.localdate()) == 0


def test_a_list_ends_when_its_unit_has_nobody_left_to_report(world: World) -> None:
    rating = world.rating("乙一支部")
    actions.reject(rating, by=world.other_deputy, seen=world.seen(rating), comment="不符合条件。")

    assert [actions.dissolve_due(timezone.localdate()) for _ in range(2)] == [1, 0]
    assert world.list_of("乙局机关党委").state == ListState.CLOSED
    assert world.desk(world.list_of("乙局机关党委")) is None
    assert world.list_of("甲局机关党委").state == ListState.COMPILING
