"""抽查 before 复核: one entry tells the draw, and what was drawn holds its list until somebody has looked."""

from decimal import Decimal

import pytest

from tests.workflows.engine.steps import all_is_well, do, list_at, rating_at
from tests.world import World, make_world
from workflows.engine.drawing import list_hash
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Round
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList, SpotCheck, SpotPick
from workflows.star_rating.rules import drawing
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

BRANCHES = ("甲一支部", "甲二支部", "甲四支部")


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, with this year's round open for every branch."""
    made = make_world()
    made.round()
    return made


@pytest.fixture
def reported(world: World) -> RatingList:
    """Return 甲局's list with three branches, before 复核."""
    return list_at(world, L.VERIFYING, BRANCHES)


def the_round() -> Round:
    return Round.objects.select_related("unit").get()


def test_the_draw_is_one_entry_from_which_it_can_be_repeated(world: World, reported: RatingList) -> None:
    check = actions.spot_draw(the_round(), reported, by=world.clerk, count=2)

    entry = AuditEntry.objects.get(subject=f"round:{the_round().pk}")
    numbers = sorted(world.rating(branch).process.number for branch in BRANCHES)
    drawn = [pick.rating.process.number for pick in check.picks.all()]
    assert (entry.verb, entry.label, entry.actor) == ("spot_draw", "抽查", world.users["clerk"])
    assert entry.data["picks"] == drawn == drawing.draw(numbers, entry.data["seed"], 2)
    assert (entry.data["pool_hash"], entry.data["pool"], entry.data["share"]) == (
        list_hash(numbers),
        3,
        "2个",
    )
    assert check.pool == numbers
    assert all_is_well()


def test_a_share_is_rounded_up(world: World, reported: RatingList) -> None:
    check = actions.spot_draw(the_round(), None, by=world.head, percent=Decimal(40))

    assert (check.picks.count(), check.share) == (2, "40%")


def test_a_list_waits_for_every_finding(world: World, reported: RatingList) -> None:
    check = actions.spot_draw(the_round(), reported, by=world.clerk, count=2)
    first, second = check.picks.all()
    actions.spot_found(first, agrees=True, text="", by=world.clerk)

    with pytest.raises(Incomplete) as refused:
        do(actions.list_forward, world, reported, "head")
    assert refused.value.problems == [f"抽查到的{second.rating.unit.short_name}还没有登记核查情况，请先登记。"]
    actions.spot_found(second, agrees=False, text="会议记录缺两次", by=world.head)
    assert do(actions.list_forward, world, reported, "head").state == L.DECIDING
    assert all_is_well()


def test_a_pick_that_left_the_list_holds_it_no_more(world: World, reported: RatingList) -> None:
    check = actions.spot_draw(the_round(), reported, by=world.clerk, count=1)
    picked = check.picks.get().rating

    do(actions.list_pull, world, reported, "clerk", rating=picked, comment="核查与自评不符。")

    assert do(actions.list_forward, world, reported, "head").state == L.DECIDING


def test_a_finding_stands_on_the_trail_of_the_rating(world: World, reported: RatingList) -> None:
    pick = actions.spot_draw(the_round(), reported, by=world.clerk, count=1).picks.get()

    actions.spot_found(pick, agrees=False, text="党课缺一次", by=world.head)

    entry = AuditEntry.objects.filter(process=pick.rating.process_id).latest("seq")
    assert (entry.label, entry.comment, entry.actor_name) == ("抽查核实", "与初评不符。党课缺一次", "孙丽华")
    assert SpotPick.objects.get().found_by == world.users["head"]
    assert all_is_well()


def test_what_differs_has_to_be_said(world: World, reported: RatingList) -> None:
    pick = actions.spot_draw(the_round(), reported, by=world.clerk, count=1).picks.get()

    with pytest.raises(Incomplete, match="写明不符之处"):
        actions.spot_found(pick, agrees=False, text="  ", by=world.clerk)


def test_drawing_again_needs_a_reason_and_the_first_draw_stands_no_more(world: World, reported: RatingList) -> None:
    first = actions.spot_draw(the_round(), reported, by=world.clerk, count=1)
    with pytest.raises(Incomplete, match="写明原因"):
        actions.spot_draw(the_round(), reported, by=world.clerk, count=1)

    second = actions.spot_draw(the_round(), reported, by=world.clerk, count=3, reason="分管领导要求扩大范围")

    entries = AuditEntry.objects.filter(subject=f"round:{the_round().pk}").order_by("seq")
    assert [(entry.label, entry.comment) for entry in entries] == [
        ("抽查", ""),
        ("重新抽查", "分管领导要求扩大范围"),
    ]
    assert [SpotCheck.objects.get(pk=check.pk).superseded for check in (first, second)] == [True, False]
    with pytest.raises(Refused, match="已经重抽"):
        actions.spot_found(first.picks.get(), agrees=True, text="", by=world.clerk)


def test_the_round_and_one_list_of_it_are_drawn_apart(world: World, reported: RatingList) -> None:
    actions.spot_draw(the_round(), None, by=world.clerk, count=1)
    actions.spot_draw(the_round(), reported, by=world.clerk, count=1)

    assert SpotCheck.objects.filter(superseded=False).count() == 2


@pytest.mark.parametrize("who", ["leader", "inspector", "deputy", "secretary", "sysadmin"])
def test_only_the_department_of_the_work_committee_draws_and_enters(
    world: World, reported: RatingList, who: str
) -> None:
    pick = actions.spot_draw(the_round(), reported, by=world.clerk, count=1).picks.get()

    with pytest.raises(NotAllowed):
        actions.spot_draw(the_round(), None, by=getattr(world, who), count=1)
    with pytest.raises(NotAllowed):
        actions.spot_found(pick, agrees=True, text="", by=getattr(world, who))


def test_nothing_is_drawn_before_anything_was_reported(world: World) -> None:
    rating_at(world, S.LISTED)

    with pytest.raises(Refused, match="无从抽查"):
        actions.spot_draw(the_round(), None, by=world.clerk, count=1)


def test_after_the_department_agreed_no_finding_is_changed(world: World, reported: RatingList) -> None:
    pick = actions.spot_draw(the_round(), reported, by=world.clerk, count=1).picks.get()
    actions.spot_found(pick, agrees=True, text="", by=world.clerk)
    do(actions.list_forward, world, reported, "head")

    with pytest.raises(Refused, match="工委审定"):
        actions.spot_found(pick, agrees=False, text="改口", by=world.clerk)
