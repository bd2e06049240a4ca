"""A hard least number that can no longer be met holds what would make the miss final, until somebody rules on it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions.roles import Role
from tests.workflows.engine.steps import UNIT, after_notice, all_is_well, approve, do, publicise, trail
from tests.workflows.star_rating.listing import least, listed, round_of
from tests.workflows.star_rating.test_closing import SECRETARIES, refuse
from tests.workflows.star_rating.test_last_minima import decided, end
from tests.world import World, make_world
from workflows.engine import due, objections
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import AuditEntry, Notice, Quota, Round
from workflows.star_rating import actions
from workflows.star_rating.actions.changing import NewStar
from workflows.star_rating.models import RatingList
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db
SAID = "{}至少1个（固定1个），全部名单共列0个，还差1个"
RULE = "。请工委核对，确需{}的，在“名额”页面写明理由调整名额。"
RULING = "经工委会议研究，本年度不设。"


@pytest.fixture
def world() -> World:
    return make_world()


def rule(world: World, limit: int = 0) -> None:
    """The 工委's department rules: another limit, with a reason."""
    for quota in Quota.objects.all():
        actions.quota_set(quota, limit, by=world.clerk, reason=RULING)


def opened(tier: int, world: World, **more: Any) -> Round:
    return round_of(world, quotas=(least(tier, 1, **({"node": QuotaNode.ROOT} | more)),))


def held(said: str, verb: str) -> str:
    return SAID.format(said) + RULE.format(verb)


# --- those who never came ------------------------------------------------------------------------------------------


def test_a_round_is_not_closed_by_hand_over_a_number_that_only_the_silent_could_reach(world: World) -> None:
    round_ = opened(1, world)
    publicise(world, decided(world, UNIT, "甲一支部"))

    with pytest.raises(Incomplete) as refused:
        actions.round_close(round_, reason="申报期已过", by=world.clerk)
    assert refused.value.problems == [held("全部单位一星级", "结束")]
    assert (Round.objects.get().ended_why, AuditEntry.objects.filter(verb="round_close").count()) == ("", 0)

    rule(world)
    end(world, round_)
    assert AuditEntry.objects.get(verb="quota_set").comment == RULING
    assert all_is_well()


def test_the_page_says_why_a_round_is_not_closed(world: World) -> None:
    round_ = opened(1, world)
    publicise(world, decided(world, UNIT, "甲一支部"))
    client = Client()
    client.force_login(world.users["clerk"])
    answer: Any = client.post(f"/star_rating/rounds/{round_.pk}/close/", {"reason": "申报期已过"})

    assert (answer.status_code, held("全部单位一星级", "结束") in answer.content.decode()) == (422, True)


def test_a_units_own_number_is_judged_where_its_last_branches_end(world: World) -> None:
    round_ = opened(1, world, node=QuotaNode.SUBMITTING_UNIT)
    publicise(world, decided(world, UNIT, "甲一支部"))

    with pytest.raises(Incomplete) as refused:
        actions.round_close(round_, reason="申报期已过", by=world.clerk)
    assert held("甲局机关党委一星级", "结束") in refused.value.problems


def test_a_soft_number_that_is_missed_stands_in_the_ledger_with_the_reason(world: World) -> None:
    round_ = opened(1, world, hard=False)
    publicise(world, decided(world, UNIT, "甲一支部"))
    end(world, round_)
    said = AuditEntry.objects.get(verb="round_close").comment

    assert said.startswith("申报期已过（")
    assert said.endswith(f"个支部逾期未报；{SAID.format('全部单位一星级')}）")


def test_a_round_in_which_the_last_was_refused_stays_open_until_somebody_rules(world: World) -> None:
    world.person("fifth", "蒋文", Role.BRANCH_SECRETARY, "甲五支部")
    opened(1, world)
    publicise(world, decided(world, UNIT, "甲一支部"))
    assert actions.publish_due(after_notice()) == 1
    for branch, secretary in SECRETARIES.items():
        if branch != "甲一支部":
            world.submit(branch, getattr(world, secretary))
            refuse(world, branch)
    for _ in range(2):
        due.run()
    entry = AuditEntry.objects.get(verb="hold")
    told = set(Notice.objects.filter(text__contains="暂不结束").values_list("user", flat=True))

    assert Round.objects.get().status == Round.Status.OPEN
    assert (entry.label, entry.comment) == ("暂不结束", held("全部单位一星级", "结束"))
    assert world.users["clerk"].pk in told
    rule(world)
    due.run()
    assert Round.objects.get().status == Round.Status.CLOSED
    assert all_is_well()


# --- objections ----------------------------------------------------------------------------------------------------


def public(world: World) -> tuple[Round, RatingList]:
    """甲局's list is public: 甲一支部 has the five stars of which one is asked for, 甲二支部 has three."""
    round_ = opened(5, world)
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    world.report(UNIT, world.staff)
    do(actions.list_forward, world, world.list_of(UNIT), "clerk")
    return round_, publicise(world, approve(world, world.list_of(UNIT)))


def uphold(world: World, branch: str = "甲一支部") -> None:
    notice = world.list_of(UNIT).publicity
    assert notice is not None
    found = objections.receive(notice, world.rating(branch), by=world.clerk, channel="电话", text="材料不实。")
    do(objections.uphold, world, found, "head", comment="经查属实。")


def states(world: World) -> tuple[str, ...]:
    return world.rating("甲一支部").state, world.rating("甲二支部").state, world.list_of(UNIT).state


def test_who_is_struck_leaves_the_others_waiting_for_a_ruling(world: World) -> None:
    round_, submission = public(world)
    end(world, round_)
    uphold(world)
    assert [actions.publish_due(after_notice()) for _ in range(2)] == [0, 0]
    assert states(world) == (RatingState.REJECTED, RatingState.PUBLICISING, ListState.PUBLICISING)
    entry = AuditEntry.objects.get(process=submission.process_id, verb="hold")
    told = Notice.objects.filter(process=submission.process_id, text__contains="暂不公布")
    assert (entry.label, entry.comment) == ("暂不公布", held("全部单位五星级", "公布"))
    assert world.users["clerk"].pk in told.values_list("user", flat=True)

    rule(world)
    assert actions.publish_due(after_notice()) == 1
    assert states(world) == (RatingState.REJECTED, RatingState.PUBLISHED, ListState.CLOSED)
    assert trail(submission)[-3:] == ["strike_member", "hold", "close"]
    assert all_is_well()


def test_while_others_may_still_make_it_up_nobody_waits(world: World) -> None:
    public(world)
    uphold(world)

    assert actions.publish_due(after_notice()) == 1
    assert states(world) == (RatingState.REJECTED, RatingState.PUBLISHED, ListState.CLOSED)


def test_who_is_struck_without_a_place_holds_nobody(world: World) -> None:
    round_, _ = public(world)
    end(world, round_)
    uphold(world, "甲二支部")

    assert actions.publish_due(after_notice()) == 1
    assert states(world) == (RatingState.PUBLISHED, RatingState.REJECTED, ListState.CLOSED)


# --- changes afterwards --------------------------------------------------------------------------------------------


def test_the_last_star_of_a_least_number_is_taken_away_only_after_a_ruling(world: World) -> None:
    round_, _ = public(world)
    end(world, round_)
    assert actions.publish_due(after_notice()) == 2
    change = actions.change_propose(
        world.rating("甲一支部"), NewStar("lower", 3, "年内发生重大问题", "办法第十二条"), by=world.clerk
    )
    meeting = {"body": "工委会议", "held_on": timezone.localdate(), "number": "", "minutes": "同意。"}

    with pytest.raises(Refused) as refused:
        do(actions.change_approve, world, change, "leader", **meeting)
    assert refused.value.message == (SAID.format("全部单位五星级") + "，不能降为三星级。确需变更的，请先调整名额。")
    rule(world)
    assert do(actions.change_approve, world, change, "leader", **meeting).state == "effective"
    assert all_is_well()
