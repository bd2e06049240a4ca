"""A list that nobody is left for ends by itself; one that somebody may still enter waits."""

import pytest
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from permissions import tree
from permissions.roles import UnitKind
from tests.workflows.engine.steps import all_is_well
from tests.world import World, make_world
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.actions.rounds import open_round_job
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


def test_a_list_whose_branches_all_went_to_another_unit_ends(world: World) -> None:
    tree.move_unit(world.units["乙一支部"], world.units["甲局机关党委"])

    assert [actions.dissolve_due(timezone.localdate()) for _ in range(2)] == [1, 0]
    assert world.list_of("乙局机关党委").state == ListState.CLOSED
    assert all_is_well()


@pytest.mark.parametrize(
    ("status", "closed"),
    [
        (None, 0),
        (TaskResultStatus.RUNNING, 0),
        (TaskResultStatus.FAILED, 0),
        (TaskResultStatus.SUCCESSFUL, 1),  # the branch was founded after that
    ],
)
def test_a_list_waits_for_ratings_that_are_being_opened(world: World, status: str | None, closed: int) -> None:
    tree.move_unit(world.units["乙一支部"], world.units["甲局机关党委"])
    world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    if status:
        open_round_job.enqueue(Round.objects.get().pk, 1)
        DBTaskResult.objects.update(status=status)

    assert actions.dissolve_due(timezone.localdate()) == closed
