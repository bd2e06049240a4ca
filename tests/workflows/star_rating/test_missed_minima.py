"""A least number over all units that may be missed with a reason: asked at the decision, kept, shown."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, approve, do
from tests.workflows.star_rating.listing import OTHER, least, listed, most, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete
from workflows.engine.models import AuditEntry
from workflows.star_rating import actions
from workflows.star_rating.actions.running import close_round_job
from workflows.star_rating.models import RatingList
from workflows.star_rating.rules import Decider, QuotaNode
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db
MISSED = "全部单位一星级至少1个（固定1个），本批列0个，还差1个，可以不达到，须写明理由。"
WHY = "各支部均达到三星级以上。"


@pytest.fixture
def world() -> World:
    return make_world()


def reported(world: World, *, hard: bool = False, filed: bool = False) -> RatingList:
    """甲局's list with the 工委, all other branches late: one star at least was asked for and nobody has it."""
    more: dict[str, Any] = {}
    if filed:
        more = {"tiers": tuple(replace(tier, decided_by=Decider.UNIT) for tier in scheme_c().tiers)}
    round_ = round_of(world, quotas=(least(1, 1, node=QuotaNode.ROOT, hard=hard),), **more)
    listed(world, "甲一支部")
    submission = world.list_of(UNIT)
    placings = [actions.Placing(row.pk, 1, False) for row in submission.members.all()]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    do(actions.list_report, world, submission, "staff", unreported=EVERY_BRANCH)
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.func(round_.pk)
    return world.list_of(UNIT)


def deciding(world: World, **more: bool) -> RatingList:
    do(actions.list_forward, world, reported(world, **more), "clerk")
    world.meet(world.list_of(UNIT), world.leader, "工委会议")
    return world.list_of(UNIT)


def test_the_decision_asks_why_the_least_number_is_missed(world: World) -> None:
    submission = deciding(world)

    with pytest.raises(Incomplete) as refused:
        do(actions.list_approve, world, submission, "leader", shortfall=" ")
    assert refused.value.problems == [MISSED]
    moved = do(actions.list_approve, world, submission, "leader", shortfall=WHY)
    entry = AuditEntry.objects.get(process=submission.process_id, verb="approve")

    assert (moved.state, world.list_of(UNIT).shortfall) == (ListState.ANNOUNCING, WHY)
    assert entry.data["snapshot"]["decided"]["shortfall"] == WHY
    assert all_is_well()


def test_what_is_only_filed_is_received_with_the_reason_too(world: World) -> None:
    submission = reported(world, filed=True)

    with pytest.raises(Incomplete, match="须写明理由"):
        do(actions.list_receive, world, submission, "clerk")
    do(actions.list_receive, world, submission, "clerk", shortfall=WHY)
    entry = AuditEntry.objects.get(process=submission.process_id, verb="receive")

    assert entry.data["snapshot"]["decided"] == {"shortfall": WHY}


def test_a_hard_least_number_takes_no_reason(world: World) -> None:
    submission = deciding(world, hard=True)

    with pytest.raises(Incomplete, match="还差1个"):
        do(actions.list_approve, world, submission, "leader", shortfall=WHY)


def test_a_decision_that_is_taken_back_takes_its_reason_with_it(world: World) -> None:
    submission = deciding(world)
    do(actions.list_approve, world, submission, "leader", shortfall=WHY)
    do(actions.list_withdraw, world, submission, "leader")

    assert (world.list_of(UNIT).state, world.list_of(UNIT).shortfall) == (ListState.DECIDING, "")


def page(world: World, who: str, submission: RatingList) -> str:
    client = Client()
    client.force_login(world.users[who])
    return client.get(f"/records/{submission.process.number}/").content.decode()


def test_the_page_asks_for_the_reason_takes_it_and_shows_it(world: World) -> None:
    submission = deciding(world)
    url = f"/records/{submission.process.number}/"
    client = Client()
    client.force_login(world.users["leader"])
    asked = "没有达到最少数的理由"
    assert asked in client.get(url).content.decode()

    sent = {"verb": "approve", "seen": str(world.seen(submission)), "comment": "同意。"}
    without: Any = client.post(url, sent | {"approve-shortfall": ""})
    assert (without.status_code, MISSED in without.content.decode()) == (422, True)
    client.post(url, sent | {"approve-shortfall": WHY})
    shown = page(world, "deputy", submission)
    assert (asked in shown, WHY in shown) == (True, True)


def test_where_no_such_number_is_asked_for_no_reason_is(world: World) -> None:
    round_of(world)
    listed(world, "甲一支部")
    world.report(UNIT, world.staff)
    submission = world.list_of(UNIT)
    do(actions.list_forward, world, submission, "clerk")
    assert "没有达到最少数的理由" not in page(world, "leader", submission)
    assert approve(world, submission).state == ListState.ANNOUNCING


# --- said once, kept where it is needed ------------------------------------------------------------------------------


def both(world: World, **more: Any) -> tuple[RatingList, RatingList]:
    """Lists of 甲局 and 乙局 before the committee, nobody else to come, and nobody with one star."""
    round_ = round_of(world, quotas=(least(1, 1, node=QuotaNode.ROOT, **({"hard": False} | more)),))
    listed(world, "甲一支部")
    listed(world, "乙一支部")
    world.report(UNIT, world.staff)
    world.report(OTHER, world.other_deputy)
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.func(round_.pk)
    for unit in (UNIT, OTHER):
        do(actions.list_forward, world, world.list_of(unit), "clerk")
        world.meet(world.list_of(unit), world.leader, "工委会议")
    return world.list_of(UNIT), world.list_of(OTHER)


def test_what_one_list_says_is_not_asked_of_the_next(world: World) -> None:
    first, second = both(world)
    do(actions.list_approve, world, first, "leader", shortfall=WHY)
    filled_in = f">\n{WHY}</textarea>" in page(world, "leader", second)
    do(actions.list_approve, world, second, "leader")

    assert filled_in
    assert (world.list_of(OTHER).state, world.list_of(OTHER).shortfall) == (ListState.ANNOUNCING, WHY)


def test_a_hard_least_number_is_not_met_by_what_another_list_says(world: World) -> None:
    first, second = both(world, hard=True)
    RatingList.objects.filter(pk=second.pk).update(shortfall=WHY)

    with pytest.raises(Incomplete, match="还差1个，请核对后再办理。"):
        do(actions.list_approve, world, first, "leader")


def test_a_reason_is_not_kept_where_nothing_is_missed(world: World) -> None:
    round_of(world, quotas=(least(5, 1, node=QuotaNode.ROOT, hard=False), most(4, 1, hard=False)))
    listed(world, "甲一支部")
    submission = world.list_of(UNIT)
    placings = [actions.Placing(row.pk, 1, False) for row in submission.members.all()]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    do(actions.list_report, world, submission, "staff", unreported=EVERY_BRANCH, excuse="无。")
    do(actions.list_forward, world, submission, "clerk")
    world.meet(world.list_of(UNIT), world.leader, "工委会议")
    do(actions.list_approve, world, submission, "leader", shortfall="无。")
    entry = AuditEntry.objects.get(process=submission.process_id, verb="approve")

    assert (world.list_of(UNIT).excuse, world.list_of(UNIT).shortfall) == ("", "")
    assert "shortfall" not in entry.data["snapshot"]["decided"]


# --- what the unit that reports is told ------------------------------------------------------------------------------


def test_the_unit_is_not_asked_to_explain_what_is_counted_above_it(world: World) -> None:
    round_of(world, quotas=(least(1, 9, node=QuotaNode.ROOT, hard=False),))
    listed(world, "甲一支部")
    shown = page(world, "deputy", world.list_of(UNIT))

    assert "全部单位一星级至少9个（固定9个），本批列0个，还差9个，由工委审定时说明。" in shown
    assert "超出名额的理由" not in shown


def test_a_least_number_of_its_own_is_for_the_unit_to_explain(world: World) -> None:
    round_of(world, quotas=(least(1, 9, hard=False),))
    listed(world, "甲一支部")
    shown = page(world, "deputy", world.list_of(UNIT))

    assert "一星级至少9个（固定9个），本批列0个，还差9个，可以不达到，须写明理由。" in shown
    assert "超出名额的理由" in shown
