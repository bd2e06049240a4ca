"""公示异议: one branch waits, the others are published; upheld strikes, dismissed lets go on."""

import pytest

from tests.workflows.engine.steps import after_notice, all_is_well, do, list_at
from tests.world import World
from workflows.engine import objections
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.models import Fact, Objection, Reservation
from workflows.star_rating import actions
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

BRANCHES = ("甲一支部", "甲二支部")


@pytest.fixture
def objection(world: World) -> Objection:
    """Return an open objection against 甲一支部, publicised together with 甲二支部."""
    submission = list_at(world, L.PUBLICISING, BRANCHES)
    assert submission.publicity is not None
    return objections.receive(
        submission.publicity, world.rating("甲一支部"), by=world.clerk, channel="电话", text="党费收缴不实。"
    )


def states(world: World) -> list[str]:
    return [world.rating(branch).state for branch in BRANCHES]


def test_an_open_objection_holds_that_branch_alone(world: World, objection: Objection) -> None:
    assert actions.publish_due(after_notice()) == 1
    assert states(world) == [S.PUBLICISING, S.PUBLISHED]
    assert world.list_of("甲局机关党委").state == L.PUBLICISING
    assert all_is_well()


def test_a_dismissed_objection_lets_the_branch_go_on(world: World, objection: Objection) -> None:
    actions.publish_due(after_notice())
    do(objections.dismiss, world, objection, "head", comment="经查不实。")

    assert actions.publish_due(after_notice()) == 1
    assert states(world) == [S.PUBLISHED, S.PUBLISHED]
    assert world.list_of("甲局机关党委").state == L.CLOSED
    assert all_is_well()


def test_an_upheld_objection_strikes_the_branch_and_frees_its_place(world: World, objection: Objection) -> None:
    do(objections.uphold, world, objection, "head", comment="经查属实。")

    assert actions.publish_due(after_notice()) == 1
    assert states(world) == [S.REJECTED, S.PUBLISHED]
    assert Reservation.objects.count() == 0
    assert [fact.unit.short_name for fact in Fact.objects.all() if fact.unit] == ["甲二支部"]
    assert all_is_well()


def test_before_the_last_day_is_over_nothing_is_published(world: World) -> None:
    submission = list_at(world, L.PUBLICISING, BRANCHES)
    assert submission.publicity is not None

    assert actions.publish_due(submission.publicity.ends_on) == 0
    assert states(world) == [S.PUBLICISING, S.PUBLICISING]


def test_a_finding_needs_its_reason(world: World, objection: Objection) -> None:
    with pytest.raises(Incomplete):
        do(objections.uphold, world, objection, "clerk", comment="")


@pytest.mark.parametrize("who", ["deputy", "secretary", "leader", "inspector", "outsider"])
def test_only_the_department_of_the_work_committee_settles_it(world: World, objection: Objection, who: str) -> None:
    with pytest.raises(NotAllowed):
        do(objections.dismiss, world, objection, who, comment="经查不实。")
