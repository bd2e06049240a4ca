"""Drafts: who may write on a desk, and what two people at once are told."""

import pytest

from permissions import grants
from permissions.actor import Actor
from permissions.roles import Role
from tests.workflows.engine.steps import BRANCH, UNIT, rating_at
from tests.world import LONG_AGO, World
from workflows.engine.editing import edit
from workflows.engine.errors import NotAllowed, Stale
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet


def test_everybody_of_the_branch_with_the_right_may_write(world: World) -> None:
    world.fill(BRANCH, world.organiser)
    world.fill(BRANCH, world.secretary, points="5")

    assert world.rating(BRANCH).version == 3


@pytest.mark.parametrize("who", ["sibling", "outsider", "inspector", "former", "staff", "clerk"])
def test_nobody_else_writes_on_the_desk_of_a_branch(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        world.fill(BRANCH, getattr(world, who))

    assert world.rating(BRANCH).version == 1


def test_who_handed_it_in_does_not_write_on_the_desk_that_reviews_it(world: World) -> None:
    world.submit(BRANCH, world.secretary)
    post = grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units[UNIT], LONG_AGO)

    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        world.fill(BRANCH, Actor(world.users["secretary"], post), Sheet.REVIEW)


def test_of_two_who_write_at_once_the_second_is_told(world: World) -> None:
    rating = world.rating(BRANCH)
    seen = world.seen(rating)
    given = actions.SheetInput(lines=(), vetoes={}, proposed_tier=5)
    actions.save_sheet(rating, Sheet.SELF, given, by=world.organiser, seen=seen)

    with pytest.raises(Stale, match="已被他人保存"):
        actions.save_sheet(rating, Sheet.SELF, given, by=world.secretary, seen=seen)


def test_what_has_left_the_desk_is_not_written_on(world: World) -> None:
    seen = world.seen(world.rating(BRANCH))
    rating = rating_at(world, S.SCORING)
    given = actions.SheetInput(lines=(), vetoes={})

    with pytest.raises(Stale, match="没有保存"):
        actions.save_sheet(rating, Sheet.SELF, given, by=world.secretary, seen=seen)


def test_a_returned_rating_keeps_its_draft(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    actions.send_back(rating, by=world.staff, seen=world.seen(rating), comment="请核对。", to=S.SELF_ASSESSING)

    assert world.rating(BRANCH).findings.filter(sheet=Sheet.SELF).count() == 7
    assert world.rating(BRANCH).proposed_tier == 5


@pytest.mark.django_db(transaction=True)
def test_editing_outside_a_transaction_is_a_mistake(shared_world: World) -> None:
    rating = shared_world.rating(BRANCH)

    with pytest.raises(RuntimeError):
        edit(rating, by=shared_world.secretary, seen=shared_world.seen(rating), state=S.SELF_ASSESSING)
