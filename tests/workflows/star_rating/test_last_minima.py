"""A least number is judged once more where a list goes public after which nobody can make it up."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions.roles import Field
from tests.workflows.engine.steps import UNIT, all_is_well, approve, do, publicise, trail
from tests.workflows.star_rating.listing import OTHER, least, listed, round_of
from tests.world import World, make_world
from workflows.engine.errors import Incomplete
from workflows.engine.models import AuditEntry, Quota, Round
from workflows.star_rating import actions
from workflows.star_rating.actions.running import close_round_job
from workflows.star_rating.models import RatingList
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db
MISSED = "全部单位一星级至少1个（固定1个），全部名单共列0个，还差1个，{}。"
HARD, SOFT = MISSED.format("请核对，确需公示的先调整名额"), MISSED.format("可以不达到，须写明理由")
WHY = "各支部均达到三星级以上。"


@pytest.fixture
def world() -> World:
    return make_world()


def decided(world: World, unit: str, branch: str, *, five: bool = True) -> RatingList:
    """The list of one branch, decided by the 工委 while others may still come."""
    listed(world, branch, five=five)
    world.report(unit, world.staff if unit == UNIT else world.other_deputy)
    do(actions.list_forward, world, world.list_of(unit), "clerk")
    return approve(world, world.list_of(unit))


def end(world: World, round_: Round) -> None:
    """End the branches that handed nothing in."""
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.func(round_.pk)


def opened(world: World, tier: int = 1, **rule: Any) -> Round:
    return round_of(world, quotas=(least(tier, 1, **({"node": QuotaNode.ROOT} | rule)),))


def refused(world: World, submission: RatingList) -> list[str]:
    with pytest.raises(Incomplete) as raised:
        publicise(world, submission)
    return raised.value.problems


def test_the_last_list_answers_for_those_that_never_came(world: World) -> None:
    round_ = opened(world)
    submission = decided(world, UNIT, "甲一支部")
    end(world, round_)

    assert refused(world, submission) == [HARD]
    assert (world.list_of(UNIT).state, trail(submission)[-1]) == (ListState.ANNOUNCING, "approve")
    assert Round.objects.get().publicities.count() == 0


def test_while_others_may_still_come_a_list_goes_public(world: World) -> None:
    opened(world)
    assert publicise(world, decided(world, UNIT, "甲一支部")).state == ListState.PUBLICISING


def test_a_limit_that_the_committee_adjusts_lets_the_last_list_go(world: World) -> None:
    round_ = opened(world)
    submission = decided(world, UNIT, "甲一支部")
    end(world, round_)
    actions.quota_set(Quota.objects.get(), 0, by=world.clerk, reason="经工委会议同意。")

    assert publicise(world, submission).state == ListState.PUBLICISING
    assert all_is_well()


def test_the_last_list_of_a_field_answers_for_it_and_no_list_of_another(world: World) -> None:
    for name in ("甲一支部", "甲二支部"):
        world.units[name].field = Field.COMMUNITY
        world.units[name].save()
    round_ = opened(world, field="社区")
    first = decided(world, UNIT, "甲一支部")
    second = decided(world, OTHER, "乙一支部")
    end(world, round_)

    assert refused(world, first) == [HARD.replace("全部单位", "全部单位社区领域", 1)]
    assert publicise(world, second).state == ListState.PUBLICISING


def test_who_was_taken_out_and_then_refused_leaves_the_number_missed(world: World) -> None:
    round_ = opened(world, tier=3)
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    world.report(UNIT, world.staff)
    do(actions.list_forward, world, world.list_of(UNIT), "clerk")
    low = world.rating("甲二支部")
    do(actions.list_pull, world, world.list_of(UNIT), "leader", rating=low, comment="重新核分。")
    submission = approve(world, world.list_of(UNIT))
    do(actions.reject, world, low, "staff", comment="不参加评定。")
    end(world, round_)

    assert refused(world, submission) == [HARD.replace("一星级", "三星级")]


def test_a_soft_one_is_missed_with_a_reason_that_is_kept(world: World) -> None:
    round_ = opened(world, hard=False)
    submission = decided(world, UNIT, "甲一支部")
    end(world, round_)
    client = Client()
    client.force_login(world.users["clerk"])
    url = f"/records/{submission.process.number}/"
    asked = "没有达到最少数的理由" in client.get(url).content.decode()

    assert (asked, refused(world, submission)) == (True, [SOFT])
    do(actions.list_publicise, world, submission, "clerk", starts_on=timezone.localdate(), days=5, shortfall=WHY)
    entry = AuditEntry.objects.get(process=submission.process_id, verb="publicise")
    assert (world.list_of(UNIT).shortfall, entry.data["snapshot"]["decided"]) == (WHY, {"shortfall": WHY})
    assert all_is_well()


def test_a_reason_is_neither_asked_nor_kept_where_others_may_still_come(world: World) -> None:
    opened(world, hard=False)
    submission = decided(world, UNIT, "甲一支部")
    client = Client()
    client.force_login(world.users["clerk"])
    shown = client.get(f"/records/{submission.process.number}/").content.decode()
    do(actions.list_publicise, world, submission, "clerk", starts_on=timezone.localdate(), days=5, shortfall=WHY)

    assert ("反映渠道" in shown, "没有达到最少数的理由" in shown) == (True, False)
    assert world.list_of(UNIT).shortfall == ""
