"""A member struck off a list is out of it: the list goes on without it, and the place it held is free."""

import pytest

from tests.world import World, make_world
from workflows.star_rating import actions
from workflows.star_rating.states import ListState, RatingState


@pytest.fixture
def world(db: None) -> World:
    """Two branches of 甲局 listed with five stars each; the quota has one place."""
    world = make_world()
    world.round()
    for unit, secretary in (("甲一支部", world.secretary), ("甲二支部", world.sibling)):
        world.submit(unit, secretary)
        world.review(unit, world.deputy)
    return world


def test_a_list_goes_up_without_the_member_that_was_struck(world: World) -> None:
    submission = world.list_of("甲局机关党委")
    actions.list_strike(
        submission, world.rating("甲二支部"), by=world.deputy, seen=world.seen(submission), comment="支部撤并。"
    )
    assert world.report("甲局机关党委", world.deputy).state == ListState.VERIFYING
    assert world.rating("甲一支部").state == RatingState.VERIFYING
    assert world.rating("甲二支部").state == RatingState.REJECTED
    assert [row.unit.short_name for row in world.list_of("甲局机关党委").members.all()] == ["甲一支部"]
