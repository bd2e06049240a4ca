"""A signed scan is of the paper as it was then: what is changed afterwards must be signed anew."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, do, review
from tests.workflows.star_rating.test_papers import opened, scan
from tests.world import World, make_world
from workflows.engine.errors import Incomplete
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db
STALE = "签字盖章的{}扫描件早于最后一次修改，请重新打印签章，扫描后上传。"


@pytest.fixture
def world() -> World:
    """A round that wants what goes up signed and scanned; 甲一支部's sheet is filled in and scanned."""
    world = make_world()
    world.round(stages={"self_assessing": {"scan": True}, "compiling": {"scan": True}})
    world.fill("甲一支部", world.secretary)
    scan(world, world.rating("甲一支部"), "secretary")
    return world


def refused(world: World, action: Any, record: Any, who: str, **more: Any) -> list[str]:
    with pytest.raises(Incomplete) as raised:
        do(action, world, record, who, **more)
    return raised.value.problems


def test_a_sheet_that_was_changed_after_the_scan_is_signed_anew(world: World) -> None:
    world.fill("甲一支部", world.organiser, points="2")
    rating = world.rating("甲一支部")

    assert refused(world, actions.submit, rating, "secretary") == [STALE.format("自评表")]
    page = opened(world, rating, "own", "secretary").content.decode()
    assert ("早于最后一次修改，须重新签字盖章后上传" in page, STALE.format("自评表") in page) == (True, True)

    scan(world, rating, "secretary")
    assert "早于最后一次修改" not in opened(world, rating, "own", "secretary").content.decode()
    assert do(actions.submit, world, rating, "secretary").state == RatingState.SCORING


def test_a_sheet_that_is_kept_again_as_it_was_needs_no_other_scan(world: World) -> None:
    world.fill("甲一支部", world.secretary)
    assert do(actions.submit, world, world.rating("甲一支部"), "secretary").state == RatingState.SCORING


def test_another_star_asked_for_is_a_change_too(world: World) -> None:
    rating = world.rating("甲一支部")
    found = {veto.code: False for veto in world.rating("甲一支部").findings.all()}
    given = actions.SheetInput((), found, proposed_tier=4)
    do(actions.save_sheet, world, rating, "secretary", sheet="self", given=given)

    assert refused(world, actions.submit, rating, "secretary") == [STALE.format("自评表")]


# --- lists ---------------------------------------------------------------------------------------------------------


def compiled(world: World) -> RatingList:
    """甲局's list of 甲一支部 and 甲二支部, ranked, decided and scanned."""
    do(actions.submit, world, world.rating("甲一支部"), "secretary")
    world.fill("甲二支部", world.sibling, points="2")
    scan(world, world.rating("甲二支部"), "sibling")
    do(actions.submit, world, world.rating("甲二支部"), "sibling")
    review(world, "甲一支部", five_stars=True)
    review(world, "甲二支部", five_stars=False)
    arrange(world, "甲一支部", "甲二支部")
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    scan(world, world.list_of(UNIT), "staff")
    return world.list_of(UNIT)


def arrange(world: World, *order: str) -> None:
    placings = [actions.Placing(world.rating(branch).pk, n, False) for n, branch in enumerate(order, 1)]
    do(actions.list_arrange, world, world.list_of(UNIT), "staff", placings=placings)


def report(world: World) -> Any:
    return do(actions.list_report, world, world.list_of(UNIT), "staff", unreported=EVERY_BRANCH)


def test_a_list_that_is_kept_again_as_it_was_goes_with_its_scan(world: World) -> None:
    compiled(world)
    arrange(world, "甲一支部", "甲二支部")
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    assert report(world).state == ListState.VERIFYING


def another_order(world: World) -> None:
    arrange(world, "甲二支部", "甲一支部")


def another_meeting(world: World) -> None:
    world.meet(world.list_of(UNIT), world.staff, "机关党委扩大会议")


def one_left(world: World) -> None:
    do(actions.list_pull, world, world.list_of(UNIT), "staff", rating=world.rating("甲二支部"), comment="核分。")


def one_struck(world: World) -> None:
    do(actions.list_strike, world, world.list_of(UNIT), "staff", rating=world.rating("甲二支部"), comment="不符合。")


def one_taken_back(world: World) -> None:
    do(actions.withdraw, world, world.rating("甲二支部"), "staff")


@pytest.mark.parametrize("change", [another_order, another_meeting, one_left, one_struck, one_taken_back])
def test_a_list_that_was_changed_after_the_scan_is_signed_anew(world: World, change: Any) -> None:
    compiled(world)
    change(world)

    assert refused(world, actions.list_report, world.list_of(UNIT), "staff", unreported=EVERY_BRANCH) == [
        STALE.format("审定表")
    ]
    scan(world, world.list_of(UNIT), "staff")
    assert report(world).state == ListState.VERIFYING


def test_a_branch_that_joins_after_the_scan_makes_it_another_list(world: World) -> None:
    compiled(world)
    world.fill("甲四支部", world.fourth)
    scan(world, world.rating("甲四支部"), "fourth")
    do(actions.submit, world, world.rating("甲四支部"), "fourth")
    given = actions.SheetInput(
        (), dict(world.rating("甲一支部").findings.filter(sheet="review").values_list("code", "found")),
        figures={"appraisal": actions.Figure(Decimal(60))},
    )  # fmt: skip
    do(actions.save_sheet, world, world.rating("甲四支部"), "staff", sheet="review", given=given)
    do(actions.forward, world, world.rating("甲四支部"), "staff")

    assert refused(world, actions.list_report, world.list_of(UNIT), "staff", unreported=EVERY_BRANCH) == [
        STALE.format("审定表")
    ]
